using System.Globalization;

namespace BirdGrid.Grains.Models.Traffic;

/// <summary>How the requests for a model that name no version are split. What the canary does not get, the champion does.</summary>
/// <param name="CanaryVersion">Version that gets a share; 0: none.</param>
/// <param name="CanaryPercent">Its share, above 0 and below 100.</param>
/// <param name="ShadowVersion">Version that answers copies, whose answers are only compared; 0: none.</param>
/// <param name="ShadowPercent">Share of the requests that are copied, above 0 and at most 100.</param>
/// <param name="Rollback">When the canary is taken out again by itself.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.traffic-policy")]
public sealed record TrafficPolicy(
    [property: Id(0)] int CanaryVersion,
    [property: Id(1)] double CanaryPercent,
    [property: Id(2)] int ShadowVersion,
    [property: Id(3)] double ShadowPercent,
    [property: Id(4)] RollbackRules Rollback)
{
    /// <summary>Everything to the champion.</summary>
    public static TrafficPolicy Whole { get; } = new(0, 0, 0, 0, RollbackRules.Default);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="RefusedException">One is out of range.</exception>
    public void Require()
    {
        if (CanaryVersion != 0 && CanaryPercent is not (> 0 and < 100))
        {
            throw new RefusedException("bad-canary-percent", $"The canary's share is {CanaryPercent} %; it must be above 0 and below 100.");
        }

        if (ShadowVersion != 0 && ShadowPercent is not (> 0 and <= 100))
        {
            throw new RefusedException("bad-shadow-percent", $"The shadow's share is {ShadowPercent} %; it must be above 0 and at most 100.");
        }

        if (CanaryVersion < 0 || ShadowVersion < 0)
        {
            throw new RefusedException("bad-version", $"Versions count from 1 (canary {CanaryVersion}, shadow {ShadowVersion}); 0 means none.");
        }

        if (CanaryVersion != 0 && CanaryVersion == ShadowVersion)
        {
            throw new RefusedException("canary-is-shadow", $"Version {CanaryVersion} is named as canary and as shadow: it answers callers, or copies whose answers are only compared. Name another as one of them, or 0 for none.");
        }

        Rollback.Require();
    }

    /// <summary>The split without a version that has become the champion, and gets everything.</summary>
    public TrafficPolicy Without(int version) => this with
    {
        CanaryVersion = CanaryVersion == version ? 0 : CanaryVersion,
        CanaryPercent = CanaryVersion == version ? 0 : CanaryPercent,
        ShadowVersion = ShadowVersion == version ? 0 : ShadowVersion,
        ShadowPercent = ShadowVersion == version ? 0 : ShadowPercent,
    };

    /// <summary>For people: <c>canary 3 at 10 %, shadow 4 at 100 %</c>.</summary>
    public string Describe()
    {
        string canary = CanaryVersion == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"canary {CanaryVersion} at {CanaryPercent:0.##} %");
        string shadow = ShadowVersion == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"shadow {ShadowVersion} at {ShadowPercent:0.##} %");
        return (canary, shadow) switch
        {
            ("", "") => "everything to the champion",
            (_, "") => canary,
            ("", _) => shadow,
            _ => $"{canary}, {shadow}",
        };
    }
}
