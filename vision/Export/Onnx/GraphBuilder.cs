using BirdGrid.Vision.Export.Onnx.Schema;
using BirdGrid.Vision.Weights;
using AttributeType = BirdGrid.Vision.Export.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace BirdGrid.Vision.Export.Onnx;

/// <summary>
/// Writes a graph layer by layer. Its layers are the networks' own: each reads its weights by their state-dict key and takes its sizes from their
/// shapes, so that an architecture reads here as its forward pass does. Everything is [N, C, H, W] unless said otherwise.
/// </summary>
internal sealed class GraphBuilder(GraphWeights weights)
{
    private int values;

    /// <summary>The graph so far.</summary>
    public GraphProto Graph { get; } = new();

    /// <summary>A convolution without bias, and the batch normalisation behind it folded into its filters and bias; padding keeps the size at stride 1.</summary>
    /// <param name="input">Feature maps.</param>
    /// <param name="convolution">State-dict prefix of the convolution.</param>
    /// <param name="norm">State-dict prefix of the normalisation.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="epsilon">The normalisation's epsilon.</param>
    public GraphValue ConvNorm(GraphValue input, string convolution, string norm, int stride = 1, double epsilon = 1e-5)
    {
        var (filters, shape) = weights.Read($"{convolution}.weight", rank: 4);
        int channels = shape[0];
        float[] scale = weights.ReadVector($"{norm}.weight", channels);
        float[] shift = weights.ReadVector($"{norm}.bias", channels);
        float[] mean = weights.ReadVector($"{norm}.running_mean", channels);
        float[] variance = weights.ReadVector($"{norm}.running_var", channels);
        float[] bias = new float[channels];
        int filterLength = filters.Length / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            double factor = scale[channel] / Math.Sqrt(variance[channel] + epsilon);
            bias[channel] = (float)(shift[channel] - (mean[channel] * factor));
            foreach (ref float weight in filters.AsSpan(channel * filterLength, filterLength))
            {
                weight = (float)(weight * factor);
            }
        }

        return Convolve(input, convolution, filters, shape, bias, stride, padding: (shape[2] - 1) / 2);
    }

    /// <summary>A convolution with a bias and without padding.</summary>
    public GraphValue Convolution(GraphValue input, string name, int stride = 1, int padding = 0)
    {
        var (filters, shape) = weights.Read($"{name}.weight", rank: 4);
        return Convolve(input, name, filters, shape, weights.ReadVector($"{name}.bias", shape[0]), stride, padding);
    }

    /// <summary>A linear layer on [N, features].</summary>
    public GraphValue Linear(GraphValue input, string name)
    {
        var (matrix, shape) = weights.Read($"{name}.weight", rank: 2);
        CheckChannels(input, name, shape[1]);
        float[] bias = weights.ReadVector($"{name}.bias", shape[0]);
        string[] inputs = [input.Name, Initializer($"{name}.weight", matrix, shape), Initializer($"{name}.bias", bias, shape[0])];
        return Node("Gemm", inputs, shape[0], Integer("transB", 1));
    }

    /// <summary>A linear layer along the last axis of maps that lie [N, H, W, C], each output channel multiplied by a factor where there are factors.</summary>
    public GraphValue LinearNhwc(GraphValue input, string name, string? factorsName = null)
    {
        var (matrix, shape) = weights.Read($"{name}.weight", rank: 2);
        CheckChannels(input, name, shape[1]);
        float[] bias = weights.ReadVector($"{name}.bias", shape[0]);
        float[]? factors = factorsName is null ? null : weights.ReadVector(factorsName, shape[0]);
        float[] transposed = new float[matrix.Length];
        for (int row = 0; row < shape[0]; row++)
        {
            float factor = factors?[row] ?? 1;
            bias[row] *= factor;
            for (int column = 0; column < shape[1]; column++)
            {
                transposed[(column * shape[0]) + row] = matrix[(row * shape[1]) + column] * factor;
            }
        }

        var product = Node("MatMul", [input.Name, Initializer($"{name}.weight", transposed, shape[1], shape[0])], shape[0]);
        return Node("Add", [product.Name, Initializer($"{name}.bias", bias, shape[0])], shape[0]);
    }

    /// <summary>Layer normalisation along the last axis.</summary>
    public GraphValue LayerNorm(GraphValue input, string name, double epsilon)
    {
        string scale = Initializer($"{name}.weight", weights.ReadVector($"{name}.weight", input.Channels), input.Channels);
        string shift = Initializer($"{name}.bias", weights.ReadVector($"{name}.bias", input.Channels), input.Channels);
        return Node("LayerNormalization", [input.Name, scale, shift], input.Channels, Integer("axis", -1), Float("epsilon", epsilon));
    }

    /// <summary>max(x, 0).</summary>
    public GraphValue Relu(GraphValue input) => Node("Relu", [input.Name], input.Channels);

    /// <summary>min(max(x, 0), 6).</summary>
    public GraphValue Relu6(GraphValue input) => Node("Clip", [input.Name, Constant("zero", 0), Constant("six", 6)], input.Channels);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public GraphValue Sigmoid(GraphValue input) => Node("Sigmoid", [input.Name], input.Channels);

    /// <summary>x times its sigmoid.</summary>
    public GraphValue Silu(GraphValue input) => Multiply(input, Sigmoid(input));

    /// <summary>min(max(x / 6 + 1/2, 0), 1).</summary>
    public GraphValue HardSigmoid(GraphValue input) => Node("HardSigmoid", [input.Name], input.Channels, Float("alpha", 1 / 6.0), Float("beta", 0.5));

    /// <summary>x times its hard sigmoid.</summary>
    public GraphValue HardSwish(GraphValue input) => Multiply(input, HardSigmoid(input));

    /// <summary>x times the normal distribution's function of x.</summary>
    public GraphValue Gelu(GraphValue input) => Node("Gelu", [input.Name], input.Channels);

    /// <summary>The sum.</summary>
    public GraphValue Add(GraphValue left, GraphValue right) => Node("Add", [left.Name, right.Name], left.Channels);

    /// <summary>The product; a side of length 1 is repeated.</summary>
    public GraphValue Multiply(GraphValue left, GraphValue right) => Node("Mul", [left.Name, right.Name], left.Channels);

    /// <summary>The largest value of every window; windows lie a stride apart.</summary>
    public GraphValue MaxPool(GraphValue input, int kernel, int padding = 0) => Node(
        "MaxPool",
        [input.Name],
        input.Channels,
        Integers("kernel_shape", kernel, kernel),
        Integers("strides", 2, 2),
        Integers("pads", padding, padding, padding, padding));

    /// <summary>Each channel's mean, [N, C, 1, 1].</summary>
    public GraphValue MeanMaps(GraphValue input) => Node("GlobalAveragePool", [input.Name], input.Channels);

    /// <summary>Each channel's mean, [N, C].</summary>
    public GraphValue GlobalAveragePool(GraphValue input) => Node("Flatten", [MeanMaps(input).Name], input.Channels, Integer("axis", 1));

    /// <summary>Moves axes; the channel axis keeps its length.</summary>
    public GraphValue Transpose(GraphValue input, params ReadOnlySpan<long> order) => Node("Transpose", [input.Name], input.Channels, Integers("perm", order));

    /// <summary>Gives the last node's value the name by which the graph's output is known.</summary>
    public void NameOutput(string name) => Graph.Node[^1].Output[0] = name;

    private static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    private static AttributeProto Float(string name, double value) => new() { Name = name, Type = AttributeType.Float, F = (float)value };

    private static AttributeProto Integers(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }

    private static void CheckChannels(GraphValue input, string name, int expected)
    {
        if (input.Channels != expected)
        {
            throw new WeightsMismatchException([], [], [$"{name}.weight (it takes {expected} channels, and {input.Channels} enter)"]);
        }
    }

    private GraphValue Convolve(GraphValue input, string name, float[] filters, int[] shape, float[] bias, int stride, int padding)
    {
        int groups = input.Channels / shape[1];
        CheckChannels(input, name, groups * shape[1]);
        return Node(
            "Conv",
            [input.Name, Initializer($"{name}.weight", filters, shape), Initializer($"{name}.bias", bias, shape[0])],
            shape[0],
            Integers("kernel_shape", shape[2], shape[3]),
            Integers("strides", stride, stride),
            Integers("pads", padding, padding, padding, padding),
            Integer("group", groups));
    }

    private GraphValue Node(string operatorName, ReadOnlySpan<string> inputs, int channels, params ReadOnlySpan<AttributeProto> attributes)
    {
        string name = $"{operatorName}_{values++}";
        var node = new NodeProto { Name = name, OpType = operatorName };
        node.Input.AddRange(inputs.ToArray());
        node.Output.Add(name);
        node.Attribute.AddRange(attributes.ToArray());
        Graph.Node.Add(node);
        return new GraphValue(name, channels);
    }

    private string Constant(string name, float value)
    {
        if (Graph.Initializer.All(tensor => tensor.Name != name))
        {
            Initializer(name, [value]);
        }

        return name;
    }

    private string Initializer(string name, float[] elements, params ReadOnlySpan<int> shape)
    {
        Graph.Initializer.Add(GraphTensor.Of<float>(name, elements, shape));
        return name;
    }
}
