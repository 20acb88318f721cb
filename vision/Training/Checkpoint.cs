using System.Globalization;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Training;

/// <summary>
/// What a learner's checkpoint looks like: a <see cref="StateDict"/> with tensors <c>model.KEY</c> (every weight that training changes),
/// <c>optimizer.KEY.MOMENT</c> and, where weights are averaged, <c>average.KEY</c>, and the metadata named here. It fits a safetensors file as it is.
/// </summary>
public static class Checkpoint
{
    /// <summary>Metadata key: optimiser steps done.</summary>
    public const string StepKey = "birdgrid.step";

    internal const string OptionsKey = "birdgrid.options";
    internal const string StepsPerEpochKey = "birdgrid.steps_per_epoch";
    internal const string BackboneKey = "birdgrid.backbone";
    internal const string FrozenWeightsKey = "birdgrid.frozen_sha256";
    internal const string CpuThreadsKey = "birdgrid.cpu_threads";
    internal const string ModelPrefix = "model.";
    internal const string OptimizerPrefix = "optimizer.";
    internal const string AveragePrefix = "average.";

    /// <summary>Optimiser steps done when the checkpoint was captured.</summary>
    /// <param name="checkpoint">A checkpoint.</param>
    /// <exception cref="CheckpointMismatchException">It does not say so: it is something else.</exception>
    public static long StepOf(StateDict checkpoint) =>
        long.TryParse(Require(checkpoint, StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : throw new CheckpointMismatchException($"The checkpoint's {StepKey} is not a number.");

    internal static string Require(StateDict checkpoint, string key)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return checkpoint.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new CheckpointMismatchException($"The weights carry no {key}: they are not a training checkpoint.");
    }
}
