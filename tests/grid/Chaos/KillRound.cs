namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>One death: whose, when, and for how long.</summary>
/// <param name="Moment">What the grid is doing.</param>
/// <param name="Silo">Index of the silo that dies; null: Redis does.</param>
/// <param name="When">Where in the moment, 0 (its beginning) to 1.</param>
/// <param name="ReturnsAtOnce">Whether the process is started again at once; else when the work is done, which the others have to manage alone. Redis always returns within seconds.</param>
internal sealed record KillRound(KillMoment Moment, int? Silo, double When, bool ReturnsAtOnce)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Moment.ToString().ToLowerInvariant()}, {(Silo is { } silo ? $"silo {silo}" : "Redis")} killed{(ReturnsAtOnce || Silo is null ? " and started at once" : string.Empty)}";

    /// <summary>Every moment with every victim, in a random order, again from the beginning with other times when all have been.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="silos">Silos that may die.</param>
    /// <param name="seed">The same seed draws the same rounds.</param>
    public static IReadOnlyList<KillRound> Draw(int rounds, int silos, int seed)
    {
        var random = new Random(seed);
        var drawn = new List<KillRound>();
        while (drawn.Count < rounds)
        {
            var all = from moment in Enum.GetValues<KillMoment>() from victim in Enumerable.Range(0, silos + 1) select (moment, victim);
            var shuffled = all.ToArray();
            random.Shuffle(shuffled);
            drawn.AddRange(shuffled.Select(s => new KillRound(s.moment, s.victim == silos ? null : s.victim, random.NextDouble(), random.Next(2) == 0)));
        }

        return [.. drawn.Take(rounds)];
    }
}
