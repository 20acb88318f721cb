using System.Buffers.Binary;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Export.Onnx;

/// <summary>
/// A network's weights as the graph takes them: float32, each read by its state-dict key. Remembers what was read, so that weights of another
/// network are found out.
/// </summary>
internal sealed class GraphWeights(StateDict weights)
{
    private const string BatchCounter = ".num_batches_tracked";

    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>Reads a tensor of a given rank.</summary>
    /// <param name="name">State-dict key.</param>
    /// <param name="rank">Dimensions it must have.</param>
    /// <exception cref="WeightsMismatchException">There is no such tensor, or it has another rank or whole numbers.</exception>
    public (float[] Values, int[] Shape) Read(string name, int rank)
    {
        var tensor = Find(name);
        if (tensor.Shape.Count != rank)
        {
            throw Misshaped(tensor, $"the network has {rank} dimensions");
        }

        return (ToFloats(tensor), [.. tensor.Shape.Select(side => checked((int)side))]);
    }

    /// <summary>Reads a vector: one value a channel, whatever further dimensions of length 1 it has.</summary>
    /// <param name="name">State-dict key.</param>
    /// <param name="length">Values it must have.</param>
    /// <exception cref="WeightsMismatchException">There is no such tensor, or it has another length or whole numbers.</exception>
    public float[] ReadVector(string name, int length)
    {
        var tensor = Find(name);
        float[] values = ToFloats(tensor);
        return values.Length == length ? values : throw Misshaped(tensor, $"the network has {length} channels");
    }

    /// <summary>Makes sure that the graph has taken every weight; batch counters, which only training uses, may be left.</summary>
    /// <exception cref="WeightsMismatchException">Some were left.</exception>
    public void CheckAllRead()
    {
        string[] unread = [.. weights.Tensors.Select(tensor => tensor.Name).Where(name => !read.Contains(name) && !name.EndsWith(BatchCounter, StringComparison.Ordinal))];
        if (unread.Length > 0)
        {
            throw new WeightsMismatchException(missing: [], unexpected: unread, misshaped: []);
        }
    }

    private static WeightsMismatchException Misshaped(WeightTensor tensor, string expected) =>
        new(missing: [], unexpected: [], misshaped: [$"{tensor.Name} (the weights have {WeightDTypes.Describe(tensor.DType, tensor.Shape)}, {expected})"]);

    private static float[] ToFloats(WeightTensor tensor)
    {
        var data = tensor.Data.Span;
        int bytes = tensor.DType.ElementBytes();
        float[] values = new float[data.Length / bytes];
        for (int i = 0; i < values.Length; i++)
        {
            var element = data.Slice(i * bytes, bytes);
            values[i] = tensor.DType switch
            {
                WeightDType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                WeightDType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                WeightDType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                WeightDType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(element) << 16),
                _ => throw Misshaped(tensor, "the network has floats"),
            };
        }

        return values;
    }

    private WeightTensor Find(string name)
    {
        if (!weights.TryFind(name, out var tensor))
        {
            throw new WeightsMismatchException(missing: [name], unexpected: [], misshaped: []);
        }

        read.Add(name);
        return tensor;
    }
}
