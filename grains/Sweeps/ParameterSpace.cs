using System.Globalization;
using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Grains.Sweeps;

/// <summary>The combinations of parameters' values: all of them, or drawn ones.</summary>
public static class ParameterSpace
{
    /// <summary>Every combination; the last parameter changes fastest.</summary>
    /// <param name="parameters">Parameters with values.</param>
    public static IEnumerable<IReadOnlyList<TrialSetting>> Grid(IReadOnlyList<SweepParameter> parameters)
    {
        IEnumerable<IReadOnlyList<TrialSetting>> combinations = [[]];
        foreach (var parameter in parameters)
        {
            combinations = combinations.SelectMany(before => parameter.Values.Select(IReadOnlyList<TrialSetting> (value) => [.. before, value]));
        }

        return combinations;
    }

    /// <summary>Combinations in the grid; <see cref="long.MaxValue"/> where there are more.</summary>
    public static long GridSize(IReadOnlyList<SweepParameter> parameters) =>
        parameters.Aggregate(1L, (size, parameter) => size > long.MaxValue / Math.Max(1, parameter.Values.Count) ? long.MaxValue : size * parameter.Values.Count);

    /// <summary>One combination, a pure function of the seed, the trial's number and the parameters' places.</summary>
    /// <param name="parameters">At most 256 parameters.</param>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="trial">The trial's number.</param>
    public static IReadOnlyList<TrialSetting> Draw(IReadOnlyList<SweepParameter> parameters, ulong seed, int trial) =>
        [.. parameters.Select((parameter, place) => Draw(parameter, new PhiloxRandom(seed, epoch: 0, trial, place)))];

    private static TrialSetting Draw(SweepParameter parameter, PhiloxRandom random) => parameter.Range is { } range
        ? new TrialSetting(parameter.Name, range.At(random.NextDouble()).ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant())
        : parameter.Values[random.NextInt(parameter.Values.Count)];
}
