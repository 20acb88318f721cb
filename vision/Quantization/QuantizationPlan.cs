using BirdGrid.Vision.Export.Onnx.Schema;

namespace BirdGrid.Vision.Quantization;

/// <summary>
/// Which of a graph's operators compute in 8-bit integers: convolutions over feature maps with the activations behind them, and what lies between
/// them, so that feature maps stay 8 bits wide from layer to layer. Squeeze-and-excitation's layers and the head, which look at one value a
/// channel and cost little, stay in floats.
/// </summary>
internal sealed class QuantizationPlan
{
    private static readonly HashSet<string> VectorOperators = ["Conv", "Relu", "Clip", "Sigmoid", "HardSigmoid", "Mul"];

    private readonly Dictionary<string, NodeProto> producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> consumers = new(StringComparer.Ordinal);
    private readonly HashSet<string> constants;
    private readonly HashSet<string> vectors = new(StringComparer.Ordinal);
    private readonly HashSet<NodeProto> folded = [];
    private readonly HashSet<string> quantized = new(StringComparer.Ordinal);

    /// <summary>Looks at a graph.</summary>
    /// <param name="graph">The graph, in 32-bit floats.</param>
    public QuantizationPlan(GraphProto graph)
    {
        constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            producers[node.Output[0]] = node;
            foreach (string input in ValuesInto(node))
            {
                consumers.TryAdd(input, []);
                consumers[input].Add(node);
            }

            if (node.OpType == "GlobalAveragePool" || (VectorOperators.Contains(node.OpType) && ValuesInto(node).All(vectors.Contains)))
            {
                vectors.Add(node.Output[0]);
            }
        }

        foreach (var node in graph.Node.Where(IsQuantized))
        {
            if (ActivationBehind(node) is { } activation)
            {
                folded.Add(activation);
            }

            quantized.UnionWith(ValuesInto(node));
            quantized.Add(OutputOf(node));
        }
    }

    /// <summary>The values that become 8 bits wide.</summary>
    public IReadOnlySet<string> Values => quantized;

    /// <summary>Whether an operator computes in integers.</summary>
    public bool IsQuantized(NodeProto node) => node.OpType switch
    {
        "Conv" or "Sigmoid" or "Mul" => !vectors.Contains(node.Output[0]),
        "Add" or "MaxPool" => true,

        // The head's features stay exact.
        "GlobalAveragePool" => consumers[node.Output[0]].TrueForAll(next => next.OpType != "Flatten"),
        _ => false,
    };

    /// <summary>Whether an activation is done by the range of the operator before it: what lies outside is clipped anyway.</summary>
    public bool IsFolded(NodeProto node) => folded.Contains(node);

    /// <summary>The value that leaves an operator, its folded activation included.</summary>
    public string OutputOf(NodeProto node) => (ActivationBehind(node) ?? node).Output[0];

    /// <summary>An operator's inputs that are no constants.</summary>
    public IEnumerable<string> ValuesInto(NodeProto node) => node.Input.Where(name => !constants.Contains(name));

    /// <summary>The operator that a value comes from, or null for the graph's input.</summary>
    public NodeProto? ProducerOf(string value) => producers.GetValueOrDefault(value);

    private NodeProto? ActivationBehind(NodeProto node) =>
        node.OpType is "Conv" or "Add" && consumers.TryGetValue(node.Output[0], out var next) && next is [{ OpType: "Relu" or "Clip" } activation] ? activation : null;
}
