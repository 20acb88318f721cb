using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Carries weights between networks and plain bytes. Loading checks every key first and changes nothing when something does not fit.
/// Float weights of any width fit a float tensor and are converted; whole numbers fit whole numbers. Weights to train from have to be finite.
/// </summary>
public static class ModuleWeights
{
    private const string BatchCounter = ".num_batches_tracked";

    /// <summary>Copies a network's parameters and buffers out.</summary>
    /// <param name="module">The network, on any device.</param>
    /// <param name="metadata">Free text to travel with them.</param>
    /// <returns>The weights, in PyTorch's state-dict order.</returns>
    /// <exception cref="NotSupportedException">A tensor has an element type that weights files do not hold.</exception>
    public static StateDict Capture(nn.Module module, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        return new StateDict(ModuleState.Tensors(module).Select(entry => TensorBytes.Capture(entry.Name, entry.Tensor)), metadata);
    }

    /// <summary>Loads all weights of a network; the keys must be exactly the network's.</summary>
    /// <param name="module">The network, on any device.</param>
    /// <param name="weights">The weights.</param>
    /// <exception cref="WeightsMismatchException">Keys are missing, unexpected or of another shape.</exception>
    public static void Load(nn.Module module, StateDict weights) =>
        Assign(module, weights, isLeftOut: _ => false, mayLack: _ => false, requiresFinite: false);

    /// <summary>
    /// Loads ImageNet weights below a new head: everything but the classifier, which keeps its initial weights.
    /// Batch counters may be missing, as they are in torchvision's oldest files.
    /// </summary>
    /// <param name="backbone">The network.</param>
    /// <param name="imageNet">Weights of the same architecture, with a head of any number of classes or none.</param>
    /// <exception cref="WeightsMismatchException">Keys below the head are missing, unexpected or of another shape.</exception>
    /// <exception cref="WeightsFormatException">A number below the head is NaN or infinite.</exception>
    public static void LoadPretrained(Backbone backbone, StateDict imageNet)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        Assign(backbone, imageNet, HeadOf(backbone), mayLack: name => name.EndsWith(BatchCounter, StringComparison.Ordinal), requiresFinite: true);
    }

    /// <summary>
    /// Loads an earlier model's weights to go on from, for the same labels in the same order; where the numbers of classes differ the new head
    /// keeps its initial weights.
    /// </summary>
    /// <param name="backbone">The network.</param>
    /// <param name="earlier">Weights of the same architecture.</param>
    /// <returns>How many rows of the head were taken over: all or none.</returns>
    /// <exception cref="WeightsMismatchException">Keys below the head are missing, unexpected or of another shape.</exception>
    /// <exception cref="WeightsFormatException">A number is NaN or infinite.</exception>
    public static int LoadContinued(Backbone backbone, StateDict earlier)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var (weight, _) = HeadTensors(backbone, earlier);
        if (weight.Shape[0] == backbone.ClassCount)
        {
            Assign(backbone, earlier, isLeftOut: _ => false, mayLack: _ => false, requiresFinite: true);
            return backbone.ClassCount;
        }

        Assign(backbone, earlier, HeadOf(backbone), mayLack: _ => false, requiresFinite: true);
        return 0;
    }

    /// <summary>
    /// Loads an earlier model's weights to go on from with other labels: rows of the head are taken over for labels that both know,
    /// the rows of new labels keep their initial weights.
    /// </summary>
    /// <param name="backbone">The network.</param>
    /// <param name="earlier">Weights of the same architecture.</param>
    /// <param name="labels">The network's labels, in the order of its classes.</param>
    /// <param name="earlierLabels">The earlier model's labels, in the order of its classes.</param>
    /// <returns>How many rows of the head were taken over.</returns>
    /// <exception cref="WeightsMismatchException">Keys are missing, unexpected or of another shape (the head's rows aside).</exception>
    /// <exception cref="WeightsFormatException">A number is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">A list does not have a label for each class, or has one twice.</exception>
    public static int LoadContinued(Backbone backbone, StateDict earlier, IReadOnlyList<string> labels, IReadOnlyList<string> earlierLabels)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var (weight, bias) = HeadTensors(backbone, earlier);
        var rows = IndexLabels(labels, backbone.ClassCount, nameof(labels));
        var earlierRows = IndexLabels(earlierLabels, weight.Shape[0], nameof(earlierLabels));
        FiniteWeights.Require([weight, bias]);
        Assign(backbone, earlier, HeadOf(backbone), mayLack: _ => false, requiresFinite: true);

        var shared = rows.Where(row => earlierRows.ContainsKey(row.Key)).ToList();
        if (shared.Count == 0)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var device = backbone.Classifier.weight!.device;
        var to = tensor(shared.ConvertAll(row => (long)row.Value), device: device);
        var from = tensor(shared.ConvertAll(row => (long)earlierRows[row.Key]));
        CopyRows(backbone.Classifier.weight, weight);
        CopyRows(backbone.Classifier.bias!, bias);
        return shared.Count;

        void CopyRows(Tensor target, WeightTensor source) =>
            target.index_copy_(0, to, TensorBytes.Stage(source).index_select(0, from).to(target.dtype, device));
    }

    private static Func<string, bool> HeadOf(Backbone backbone)
    {
        string prefix = backbone.Config.ClassifierName + ".";
        return name => name.StartsWith(prefix, StringComparison.Ordinal);
    }

    /// <summary>The earlier head, which must have the network's features and agree with itself on the number of classes.</summary>
    private static (WeightTensor Weight, WeightTensor Bias) HeadTensors(Backbone backbone, StateDict earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        string prefix = backbone.Config.ClassifierName;
        string[] names = [$"{prefix}.weight", $"{prefix}.bias"];
        string[] missing = [.. names.Where(name => !earlier.TryFind(name, out _))];
        if (missing.Length > 0)
        {
            throw new WeightsMismatchException(missing, unexpected: [], misshaped: []);
        }

        var weight = earlier[names[0]];
        var bias = earlier[names[1]];
        bool fits = weight.DType.IsFloat() && bias.DType.IsFloat()
            && weight.Shape is [long rows, long features] && features == backbone.Config.FeatureCount
            && bias.Shape is [long biasRows] && biasRows == rows;
        return fits
            ? (weight, bias)
            : throw new WeightsMismatchException([], [], [
                $"{names[0]} and its bias are {WeightDTypes.Describe(weight.DType, weight.Shape)} and {WeightDTypes.Describe(bias.DType, bias.Shape)}, "
                + $"the network's head has {backbone.Config.FeatureCount} features"]);
    }

    private static Dictionary<string, int> IndexLabels(IReadOnlyList<string> labels, long classCount, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(labels, parameterName);
        if (labels.Count != classCount)
        {
            throw new ArgumentException($"There are {labels.Count} labels for {classCount} classes.", parameterName);
        }

        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int row = 0; row < labels.Count; row++)
        {
            if (!rows.TryAdd(labels[row], row))
            {
                throw new ArgumentException($"The label '{labels[row]}' occurs twice.", parameterName);
            }
        }

        return rows;
    }

    private static void Assign(nn.Module module, StateDict weights, Func<string, bool> isLeftOut, Func<string, bool> mayLack, bool requiresFinite)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var targets = ModuleState.Tensors(module).Where(entry => !isLeftOut(entry.Name)).ToList();
        var missing = new List<string>();
        var misshaped = new List<string>();
        var pairs = new List<(Tensor Target, WeightTensor Source)>();
        foreach (var (name, target) in targets)
        {
            if (!weights.TryFind(name, out var source))
            {
                if (!mayLack(name))
                {
                    missing.Add(name);
                }
            }
            else if (!TensorBytes.Fits(source, target))
            {
                misshaped.Add($"{name} (the weights have {WeightDTypes.Describe(source.DType, source.Shape)}, the network {TensorBytes.Describe(target)})");
            }
            else
            {
                pairs.Add((target, source));
            }
        }

        var known = targets.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var unexpected = weights.Tensors.Select(tensor => tensor.Name).Where(name => !isLeftOut(name) && !known.Contains(name)).ToList();
        if (missing.Count + misshaped.Count + unexpected.Count > 0)
        {
            throw new WeightsMismatchException(missing, unexpected, misshaped);
        }

        if (requiresFinite)
        {
            FiniteWeights.Require(pairs.Select(pair => pair.Source));
        }

        using var frozen = no_grad();
        foreach (var (target, source) in pairs)
        {
            using var scope = NewDisposeScope();
            target.copy_(TensorBytes.Stage(source));
        }
    }
}
