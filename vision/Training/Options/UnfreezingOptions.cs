using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Gradual unfreezing: the head learns alone at first, then the groups of layers below it join from the head downwards, so that a fresh
/// head's large gradients do not wash out what the lower layers know. Howard and Ruder 2018, "Universal Language Model Fine-tuning for Text
/// Classification", arXiv:1801.06146. A frozen group has no gradient, its optimiser state does not move and its BatchNorm keeps its statistics.
/// </summary>
public sealed record UnfreezingOptions
{
    /// <summary>Epochs in which the head learns alone, 1 to 10000.</summary>
    public int HeadEpochs { get; init; } = 1;

    /// <summary>
    /// Epochs after those until the lowest group has joined, 0 to 10000: the group next to the head joins at once, the others follow evenly.
    /// With 0 all join at once.
    /// </summary>
    public int ThawEpochs { get; init; } = 2;

    /// <summary>The first epoch, counted from 0, in which a group learns.</summary>
    /// <param name="distance">Groups between it and the head, and one: 0 for the head.</param>
    /// <param name="groupCount">Groups of the network with the head, above <paramref name="distance"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is negative or not below the count.</exception>
    public int FirstEpoch(int distance, int groupCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(distance, groupCount);
        int followers = groupCount - 2;
        return distance == 0 ? 0
            : followers == 0 ? HeadEpochs
            : HeadEpochs + (int)((long)(distance - 1) * ThawEpochs / followers);
    }

    internal void Validate(string name, int epochs)
    {
        Require(HeadEpochs is >= 1 and <= 10_000, $"{name}.{nameof(HeadEpochs)}", HeadEpochs, "between 1 and 10000");
        Require(ThawEpochs is >= 0 and <= 10_000, $"{name}.{nameof(ThawEpochs)}", ThawEpochs, "between 0 and 10000");
        Require(
            HeadEpochs + ThawEpochs < epochs,
            $"{name}.{nameof(ThawEpochs)}",
            ThawEpochs,
            $"so small that {nameof(HeadEpochs)} + {nameof(ThawEpochs)} stays below the {epochs} epochs: otherwise the lowest layers never learn");
    }
}
