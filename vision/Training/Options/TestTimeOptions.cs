using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Test-time augmentation: the finished model is measured a second time with the probabilities of several views of each photo averaged
/// (Krizhevsky et al. 2012, "ImageNet Classification with Deep Convolutional Neural Networks"). The figures stand beside the plain ones.
/// </summary>
public sealed record TestTimeOptions
{
    /// <summary>Whether every view is also looked at in the mirror.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Sizes that the photo is resized to before the centre crop, 1 to 5.</summary>
    public int Scales { get; init; } = 1;

    /// <summary>Factor from one size to the next, above 1 to 2; the first is the usual one, the others are larger.</summary>
    public double ScaleStep { get; init; } = 1.15;

    /// <summary>The views of a photo, the usual one first.</summary>
    public IReadOnlyList<TestTimeView> Views() =>
    [
        .. from scale in Enumerable.Range(0, Scales)
           from mirrored in Enumerable.Range(0, Flip ? 2 : 1)
           select new TestTimeView(Math.Pow(ScaleStep, scale), mirrored == 1),
    ];

    internal void Validate(string name)
    {
        Require(Scales is >= 1 and <= 5, $"{name}.{nameof(Scales)}", Scales, "between 1 and 5");
        Require(ScaleStep is > 1 and <= 2, $"{name}.{nameof(ScaleStep)}", ScaleStep, "above 1 and at most 2");
        Require(Flip || Scales > 1, $"{name}.{nameof(Flip)}", Flip, $"true while {nameof(Scales)} is 1: one view is the plain evaluation; leave {name} out");
    }
}
