using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Export.Onnx.Schema;
using AttributeType = BirdGrid.Vision.Export.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace BirdGrid.Vision.Quantization;

/// <summary>
/// Writes a graph anew with its planned values in 8 bits, as pairs of <c>QuantizeLinear</c> and <c>DequantizeLinear</c>: any runtime computes that,
/// and ONNX Runtime joins each operator with the pairs around it into one that computes in integers.
/// </summary>
internal sealed class QuantizedGraph
{
    private const int GreatestWeight = sbyte.MaxValue;

    private readonly GraphProto source;
    private readonly QuantizationPlan plan;
    private readonly Dictionary<string, ValueRange> ranges;
    private readonly Dictionary<string, TensorProto> constants;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    private QuantizedGraph(GraphProto source, QuantizationPlan plan, Dictionary<string, ValueRange> ranges)
    {
        this.source = source;
        this.plan = plan;
        this.ranges = ranges;
        constants = source.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Graph = new GraphProto { Name = source.Name };
    }

    private GraphProto Graph { get; }

    /// <summary>Rewrites a graph.</summary>
    /// <param name="source">The graph in 32-bit floats; it stays as it is.</param>
    /// <param name="plan">What becomes of its operators.</param>
    /// <param name="ranges">A range for each planned value.</param>
    public static GraphProto Of(GraphProto source, QuantizationPlan plan, Dictionary<string, ValueRange> ranges)
    {
        var rewriting = new QuantizedGraph(source, plan, ranges);
        rewriting.Rewrite();
        return rewriting.Graph;
    }

    private static string Wide(string value) => $"{value}.dequantized";

    private void Rewrite()
    {
        Graph.Input.AddRange(source.Input);
        Graph.Output.AddRange(source.Output);
        Quantize(source.Input[0].Name);
        foreach (var node in source.Node)
        {
            if (plan.IsFolded(node))
            {
                continue;
            }

            var copy = node.Clone();
            bool computesInIntegers = plan.IsQuantized(node);
            string output = computesInIntegers ? plan.OutputOf(node) : node.Output[0];
            copy.Output[0] = output;
            for (int i = 0; i < copy.Input.Count; i++)
            {
                copy.Input[i] = Input(node, i, computesInIntegers);
            }

            Graph.Node.Add(copy);
            Quantize(output);
        }
    }

    private string Input(NodeProto node, int index, bool computesInIntegers)
    {
        string name = node.Input[index];
        if (!constants.TryGetValue(name, out var constant))
        {
            return plan.Values.Contains(name) ? Wide(name) : name;
        }

        if (computesInIntegers && node.OpType == "Conv")
        {
            return index == 1 ? Filters(constant) : Bias(constant, constants[node.Input[1]], RangeOf(node.Input[0]).Scale);
        }

        Keep(constant);
        return name;
    }

    /// <summary>A pooled map has the steps of the map before it: its values are the same ones.</summary>
    private ValueRange RangeOf(string value) =>
        plan.ProducerOf(value) is { OpType: "MaxPool" } pool ? RangeOf(pool.Input[0]) : ranges[value];

    private void Quantize(string value)
    {
        if (!plan.Values.Contains(value))
        {
            return;
        }

        var range = RangeOf(value);
        string scale = Constant($"{value}.scale", [range.Scale]);
        string zero = Constant<byte>($"{value}.zero", [range.ZeroPoint]);
        Graph.Node.Add(new NodeProto { Name = $"{value}.quantize", OpType = "QuantizeLinear", Input = { value, scale, zero }, Output = { $"{value}.quantized" } });
        Graph.Node.Add(new NodeProto { Name = $"{value}.dequantize", OpType = "DequantizeLinear", Input = { $"{value}.quantized", scale, zero }, Output = { Wide(value) } });
    }

    /// <summary>Filters in 8 bits, each with steps of its own around zero.</summary>
    private string Filters(TensorProto filters)
    {
        var weights = GraphTensor.Elements<float>(filters);
        float[] scales = Scales(filters);
        int length = weights.Length / scales.Length;
        sbyte[] rounded = new sbyte[weights.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[i / length]), -GreatestWeight, GreatestWeight);
        }

        string quantized = Constant<sbyte>($"{filters.Name}.quantized", rounded, [.. filters.Dims.Select(side => (int)side)]);
        string scale = Constant<float>($"{filters.Name}.scale", scales, scales.Length);
        string zero = Constant($"{filters.Name}.zero", new sbyte[scales.Length], scales.Length);
        return PerChannel(filters.Name, quantized, scale, zero);
    }

    /// <summary>A bias in 32 bits, in the steps of the products that it is added to.</summary>
    private string Bias(TensorProto bias, TensorProto filters, float inputScale)
    {
        var values = GraphTensor.Elements<float>(bias);
        float[] scales = Array.ConvertAll(Scales(filters), scale => scale * inputScale);
        int[] rounded = new int[values.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (int)Math.Clamp(Math.Round((double)values[i] / scales[i]), int.MinValue, int.MaxValue);
        }

        string quantized = Constant<int>($"{bias.Name}.quantized", rounded, rounded.Length);
        return PerChannel(bias.Name, quantized, Constant<float>($"{bias.Name}.scale", scales, scales.Length), zero: null);
    }

    private static float[] Scales(TensorProto filters)
    {
        var weights = GraphTensor.Elements<float>(filters);
        float[] scales = new float[filters.Dims[0]];
        int length = weights.Length / scales.Length;
        for (int channel = 0; channel < scales.Length; channel++)
        {
            float largest = 0;
            foreach (float weight in weights.Slice(channel * length, length))
            {
                largest = Math.Max(largest, Math.Abs(weight));
            }

            // A filter of zeros, as pruning leaves them: any step will do.
            scales[channel] = largest == 0 ? 1f / GreatestWeight : largest / GreatestWeight;
        }

        return scales;
    }

    private string PerChannel(string name, string quantized, string scale, string? zero)
    {
        var node = new NodeProto { Name = $"{name}.dequantize", OpType = "DequantizeLinear", Input = { quantized, scale }, Output = { Wide(name) } };
        if (zero is not null)
        {
            node.Input.Add(zero);
        }

        node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 0 });
        Graph.Node.Add(node);
        return Wide(name);
    }

    private string Constant<T>(string name, ReadOnlySpan<T> elements, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        Keep(GraphTensor.Of(name, elements, shape));
        return name;
    }

    private string Constant(string name, float[] elements) => Constant<float>(name, elements);

    private string Constant(string name, sbyte[] elements, int length) => Constant<sbyte>(name, elements, length);

    private void Keep(TensorProto constant)
    {
        if (taken.Add(constant.Name))
        {
            Graph.Initializer.Add(constant);
        }
    }
}
