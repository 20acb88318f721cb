namespace BirdGrid.Grains.Sweeps;

/// <summary>Something that trials differ in: a list of values or a range.</summary>
/// <param name="Name">For example <c>learningRate</c>.</param>
/// <param name="Values">The values; none where there is a range.</param>
/// <param name="Range">The range, or null.</param>
public sealed record SweepParameter(string Name, IReadOnlyList<TrialSetting> Values, SweepRange? Range);
