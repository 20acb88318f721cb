namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What came of the rounds.</summary>
/// <param name="Violations">Everything that was lost, doubled, half done, or refused to a classification client; a sentence each.</param>
/// <param name="Classified">Classification requests.</param>
/// <param name="Slowest">The slowest of them.</param>
/// <param name="NoticedSeconds">Seconds from a silo's death until the others had noticed, where it was not started again before.</param>
/// <param name="ResumedSeconds">Seconds from a death until a session that lost its trainer trained again.</param>
internal sealed record KillReport(IReadOnlyList<string> Violations, int Classified, TimeSpan Slowest, IReadOnlyList<double> NoticedSeconds, IReadOnlyList<double> ResumedSeconds);
