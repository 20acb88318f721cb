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

    /// <summary>Most epochs of all trials together: a leaderboard with its curves is one message and one row too, 8 bytes for each epoch.</summary>
    public const int MaximumEpochs = 400_000;

    /// <summary>Most bytes of a plan as JSON.</summary>
    public const int MaximumBytes = 4 << 20;

    /// <summary>The plan as JSON: everything that is in it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>A hash of everything in the plan: a repeated start is compared by it.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(ToJson()));
}
