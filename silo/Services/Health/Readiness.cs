namespace BirdGrid.Silo.Services.Health;

/// <summary>Whether a silo should get calls, and what it cannot do.</summary>
/// <param name="IsReady">Whether it can classify.</param>
/// <param name="Problems">What it cannot do, a sentence each, for anybody to read; a silo that is ready may have some too.</param>
internal sealed record Readiness(bool IsReady, IReadOnlyList<string> Problems);
