namespace BirdGrid.Vision.Training;

/// <summary>How fast and from when on the layers of a network learn: pure functions of the options.</summary>
/// <param name="groups">The network's layers.</param>
/// <param name="options">How to learn.</param>
/// <param name="stepsPerEpoch">Optimiser steps of an epoch.</param>
internal sealed class LayerCourse(LayerGroups groups, TrainingOptions options, int stepsPerEpoch)
{
    /// <summary>Whether the method trains a tensor at all.</summary>
    public bool Learns(string tensorName) => options.Method == TrainingMethod.FineTune || groups.DistanceFromHead(tensorName) == 0;

    /// <summary>Factor of the schedule's learning rate for a tensor.</summary>
    public double LearningRateFactor(string tensorName)
    {
        int distance = groups.DistanceFromHead(tensorName);
        return options.Method != TrainingMethod.FineTune ? 1
            : distance == 0 ? options.HeadLearningRateFactor
            : Math.Pow(options.LayerDecay, distance);
    }

    /// <summary>Step of the run, counted from 0, from which on a tensor learns.</summary>
    public long FirstStep(string tensorName) =>
        options.Unfreezing is { } unfreezing
            ? (long)unfreezing.FirstEpoch(groups.DistanceFromHead(tensorName), groups.Names.Count) * stepsPerEpoch
            : 0;
}
