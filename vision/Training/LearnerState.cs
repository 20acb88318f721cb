using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>Carries everything a learner changes to plain bytes and back.</summary>
internal sealed class LearnerState
{
    private readonly TrainingOptions options;
    private readonly Dictionary<string, Tensor> live;
    private readonly Dictionary<string, string> identity;

    public LearnerState(Backbone backbone, TrainingOptions options, int stepsPerEpoch, ParameterOptimizer optimizer, WeightAverage? average)
    {
        this.options = options;
        var course = new LayerCourse(LayerGroups.Of(backbone), options, stepsPerEpoch);
        var changing = ModuleState.Tensors(backbone).ToLookup(entry => course.Learns(entry.Name));
        live = changing[true].Select(entry => (Name: Checkpoint.ModelPrefix + entry.Name, entry.Tensor))
            .Concat(optimizer.State.Select(entry => (Name: Checkpoint.OptimizerPrefix + entry.Name, entry.Tensor)))
            .Concat((average?.State ?? []).Select(entry => (Name: Checkpoint.AveragePrefix + entry.Name, entry.Tensor)))
            .ToDictionary(entry => entry.Name, entry => entry.Tensor, StringComparer.Ordinal);
        identity = new Dictionary<string, string>
        {
            [Checkpoint.BackboneKey] = backbone.Config.Name,
            [Checkpoint.StepsPerEpochKey] = stepsPerEpoch.ToString(CultureInfo.InvariantCulture),
            [Checkpoint.FrozenWeightsKey] = Hash(changing[false]),
        };
        if (options.Deterministic)
        {
            identity[Checkpoint.CpuThreadsKey] = get_num_threads().ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Copies the state out.</summary>
    public StateDict Capture(long step)
    {
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string>(identity)
        {
            [Checkpoint.StepKey] = step.ToString(CultureInfo.InvariantCulture),
            [Checkpoint.OptionsKey] = JsonSerializer.Serialize(options),
        };
        return new StateDict(live.Select(entry => TensorBytes.Capture(entry.Key, entry.Value)), metadata);
    }

    /// <summary>Copies a state in, after everything about it has been checked.</summary>
    /// <returns>Steps done.</returns>
    public long Restore(StateDict checkpoint)
    {
        long step = Checkpoint.StepOf(checkpoint);
        CheckIdentity(checkpoint);
        CheckTensors(checkpoint);
        using var frozen = no_grad();
        foreach (var (name, tensor) in live)
        {
            using var scope = NewDisposeScope();
            tensor.copy_(TensorBytes.Stage(checkpoint[name]));
        }

        return step;
    }

    private void CheckIdentity(StateDict checkpoint)
    {
        if (ReadOptions(checkpoint) != options)
        {
            throw new CheckpointMismatchException(
                "The checkpoint was written with other training options. Resume with the same; to go on with others, start a run from the weights.");
        }

        foreach (var (key, value) in identity)
        {
            string written = Checkpoint.Require(checkpoint, key);
            if (written != value)
            {
                throw new CheckpointMismatchException($"The checkpoint has {key} '{written}', this run '{value}'.");
            }
        }
    }

    private void CheckTensors(StateDict checkpoint)
    {
        var known = checkpoint.Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. live.Keys.Where(name => !known.Contains(name))];
        string[] unexpected = [.. known.Where(name => !live.ContainsKey(name))];
        string[] misshaped =
        [
            .. checkpoint.Tensors
                .Where(tensor => live.TryGetValue(tensor.Name, out var target) && !TensorBytes.Fits(tensor, target))
                .Select(tensor => $"{tensor.Name} (expected {TensorBytes.Describe(live[tensor.Name])})"),
        ];
        if (missing.Length + unexpected.Length + misshaped.Length > 0)
        {
            throw new WeightsMismatchException(missing, unexpected, misshaped);
        }
    }

    private static TrainingOptions? ReadOptions(StateDict checkpoint)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingOptions>(Checkpoint.Require(checkpoint, Checkpoint.OptionsKey));
        }
        catch (JsonException exception)
        {
            throw new CheckpointMismatchException($"The checkpoint's {Checkpoint.OptionsKey} cannot be read: {exception.Message}");
        }
    }

    /// <summary>A fingerprint of weights that a checkpoint leaves out, because training does not change them.</summary>
    private static string Hash(IEnumerable<(string Name, Tensor Tensor)> frozen)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in frozen)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(TensorBytes.Capture(name, tensor).Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
