namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>A request and what came of it.</summary>
/// <param name="Started">Timestamp of the stopwatch.</param>
/// <param name="Took">Until the answer or the failure.</param>
/// <param name="Failure">What the caller was told, or null.</param>
internal sealed record ClassifiedPhoto(long Started, TimeSpan Took, string? Failure);
