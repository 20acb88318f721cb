using System.Security.Cryptography;
using System.Text.Json;

namespace BirdGrid.Grains.Sweeps;

/// <summary>A whole sweep as it was planned.</summary>
/// <param name="Settings">What the trials have in common.</param>
/// <param name="Trials">The trials by number, 1 to <see cref="MaximumTrials"/> of them.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.sweep-plan")]
public sealed record SweepPlan([property: Id(0)] SweepSettings Settings, [property: Id(1)] IReadOnlyList<TrialPlan> Trials)
{
    /// <summary>Most trials of a sweep: a plan is one message and one row, some kilobytes for each trial.</summary>
    public const int MaximumTrials = 256;

    /// <summary>A hash of everything in the plan: a repeated start is compared by it.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this)));
}
