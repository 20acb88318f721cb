using System.Runtime.InteropServices;
using BirdGrid.Vision.Export.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace BirdGrid.Vision.Inference.Engines;

/// <summary>
/// A model in ONNX Runtime with one input and one output, both float with a free first axis, and the memory they lie in. That memory grows to the
/// largest batch seen and is reused; a binding is kept for each batch size, so that a run allocates nothing. Not thread-safe.
/// </summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    private const nuint Alignment = 64;

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly Dictionary<int, Binding> bindings = [];
    private readonly string inputName;
    private readonly string outputName;
    private readonly long[] inputShape;
    private readonly long[] outputShape;
    private float* input;
    private float* output;
    private int capacity;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The model file.</param>
    /// <param name="threads">See <see cref="OnnxEngineOptions.Threads"/>.</param>
    /// <exception cref="OnnxModelException">The bytes are no model that ONNX Runtime runs, or it has other inputs or outputs.</exception>
    public OnnxSession(byte[] model, int threads)
    {
        bool hasSharedPool = OnnxEnvironment.Start(threads);
        using var options = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (threads > 1 && hasSharedPool)
        {
            options.DisablePerSessionThreads();
        }
        else
        {
            options.IntraOpNumThreads = threads;
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        }

        // Else weights lie in the arena of intermediate values, which grows by doubling.
        options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");

        // Processors without VNNI would let sums of 8-bit products saturate.
        options.AddSessionConfigEntry("session.x64quantprecision", "1");
        try
        {
            session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxModelException("ONNX Runtime does not load the model.", e);
        }

        try
        {
            (inputName, inputShape) = OnlyTensor("input", session.InputMetadata);
            (outputName, outputShape) = OnlyTensor("output", session.OutputMetadata);
            InputLength = checked((int)Product(inputShape));
            OutputLength = checked((int)Product(outputShape));
        }
        catch
        {
            session.Dispose();
            runOptions.Dispose();
            throw;
        }
    }

    /// <summary>The file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata => session.ModelMetadata.CustomMetadataMap;

    /// <summary>Sides of the input behind the first.</summary>
    public ReadOnlySpan<long> InputSides => inputShape.AsSpan(1);

    /// <summary>Values of one input.</summary>
    public int InputLength { get; }

    /// <summary>Values of one output.</summary>
    public int OutputLength { get; }

    /// <summary>Where a batch's input has to be written before <see cref="Run"/>.</summary>
    /// <param name="count">Inputs of the batch, at least 1.</param>
    /// <returns>count x <see cref="InputLength"/> values; valid until a larger batch is asked for.</returns>
    public Span<float> Input(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count > capacity)
        {
            Release();
            input = Allocate(count, InputLength);
            output = Allocate(count, OutputLength);
            capacity = count;
        }

        return new Span<float>(input, checked(count * InputLength));
    }

    /// <summary>Runs the batch whose input was written.</summary>
    /// <param name="count">Inputs of the batch, as given to <see cref="Input"/>.</param>
    /// <returns>count x <see cref="OutputLength"/> values; valid until the next run.</returns>
    public ReadOnlySpan<float> Run(int count)
    {
        if (!bindings.TryGetValue(count, out var binding))
        {
            binding = Bind(count);
            bindings.Add(count, binding);
        }

        session.RunWithBinding(runOptions, binding.Io);
        return new ReadOnlySpan<float>(output, count * OutputLength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        runOptions.Dispose();
        session.Dispose();
    }

    private static (string Name, long[] Shape) OnlyTensor(string kind, IReadOnlyDictionary<string, NodeMetadata> values)
    {
        if (values.Count != 1)
        {
            throw new OnnxModelException($"The model has {values.Count} {kind}s; one is served.");
        }

        var (name, metadata) = values.First();
        int[] sides = metadata.IsTensor && metadata.ElementDataType == TensorElementType.Float ? metadata.Dimensions : [];
        return sides is [-1, .. var fixedSides] && Array.TrueForAll(fixedSides, side => side > 0)
            ? (name, [1, .. fixedSides.Select(side => (long)side)])
            : throw new OnnxModelException($"The model's {kind} '{name}' is no float tensor with a free first side and fixed others.");
    }

    private static long Product(long[] shape) => shape.Aggregate(1L, (product, side) => checked(product * side));

    private static float* Allocate(int count, int length) =>
        (float*)NativeMemory.AlignedAlloc(checked((nuint)count * (nuint)length * sizeof(float)), Alignment);

    private Binding Bind(int count)
    {
        var inputValue = Wrap(input, count, inputShape, InputLength);
        var outputValue = Wrap(output, count, outputShape, OutputLength);
        var io = session.CreateIoBinding();
        io.BindInput(inputName, inputValue);
        io.BindOutput(outputName, outputValue);
        return new Binding(io, inputValue, outputValue);
    }

    private static OrtValue Wrap(float* data, int count, long[] shape, int length)
    {
        long[] batchShape = [count, .. shape.AsSpan(1)];
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, batchShape, (nint)data, (long)count * length * sizeof(float));
    }

    private void Release()
    {
        foreach (var binding in bindings.Values)
        {
            binding.Io.Dispose();
            binding.Input.Dispose();
            binding.Output.Dispose();
        }

        bindings.Clear();
        NativeMemory.AlignedFree(input);
        NativeMemory.AlignedFree(output);
        input = output = null;
        capacity = 0;
    }

    private readonly record struct Binding(OrtIoBinding Io, OrtValue Input, OrtValue Output);
}
