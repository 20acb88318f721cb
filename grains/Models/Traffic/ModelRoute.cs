namespace BirdGrid.Grains.Models.Traffic;

/// <summary>Where a model's requests go.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.model-route")]
public sealed record ModelRoute
{
    /// <summary>Model name.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>Published versions, ascending; at least one.</summary>
    [Id(1)]
    public required IReadOnlyList<int> Versions { get; init; }

    /// <summary>Alias to version.</summary>
    [Id(2)]
    public required IReadOnlyDictionary<string, int> Aliases { get; init; }

    /// <summary>The split.</summary>
    [Id(3)]
    public required TrafficPolicy Traffic { get; init; }

    /// <summary>The last promotion of the champion, while it is watched.</summary>
    [Id(4)]
    public required PromotionWatch? Watch { get; init; }

    /// <summary>Rises with every change of aliases or split.</summary>
    [Id(5)]
    public required long Revision { get; init; }

    /// <summary>Version that answers where none is named: the champion, else the latest.</summary>
    public int Primary => Aliases.TryGetValue(ModelAliases.Champion, out int champion) ? champion : Versions[^1];

    /// <summary>Whether an alias, the split or a watched promotion needs a version in memory; the latest is needed where there is no champion.</summary>
    public bool Needs(int version) =>
        version == Primary || Aliases.Values.Contains(version) || version == Traffic.CanaryVersion || version == Traffic.ShadowVersion || version == Watch?.Previous;

    /// <summary>Versions that are judged, with the one that each is compared with: the canary with the champion, a fresh champion with the one before.</summary>
    public IEnumerable<(int Tried, int Reference)> Comparisons
    {
        get
        {
            if (Traffic.CanaryVersion != 0)
            {
                yield return (Traffic.CanaryVersion, Primary);
            }

            if (Watch is { } watch)
            {
                yield return (watch.Version, watch.Previous);
            }
        }
    }

    /// <summary>Whether a version is judged beside another.</summary>
    public bool Compares(int tried, int reference) => Comparisons.Contains((tried, reference));

    /// <summary>The comparison that a request which a version answers is good for; null: none. A watched champion's own goes before its canary's.</summary>
    public (int Tried, int Reference)? ComparisonOf(int version) =>
        Comparisons.Cast<(int Tried, int Reference)?>().FirstOrDefault(pair => pair!.Value.Tried == version)
        ?? Comparisons.Cast<(int Tried, int Reference)?>().FirstOrDefault(pair => pair!.Value.Reference == version);

    /// <summary>The version that a reference means, the split aside.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public int Resolve(ModelReference reference)
    {
        if (reference.Version is { } version)
        {
            Require(version);
            return version;
        }

        if (reference.Alias is { } alias)
        {
            return Aliases.TryGetValue(alias, out int aliased)
                ? aliased
                : throw new NotFoundException("unknown-alias", $"Model '{Model}' has no alias '{alias}'; `birdgrid models history {Model}` shows what there is.");
        }

        return Primary;
    }

    /// <summary>Checks that a version is published.</summary>
    /// <exception cref="NotFoundException">It is not.</exception>
    public void Require(int version)
    {
        if (!Versions.Contains(version))
        {
            throw new NotFoundException("unknown-model-version", $"Model '{Model}' has no version {version}; `birdgrid models history {Model}` shows what there is.");
        }
    }

    /// <summary>Percentage of the requests without a version that a version gets.</summary>
    public double PercentOf(int version)
    {
        double canary = Traffic.CanaryVersion == 0 ? 0 : Traffic.CanaryPercent;
        return version == Traffic.CanaryVersion ? canary : version == Primary ? 100 - canary : 0;
    }
}
