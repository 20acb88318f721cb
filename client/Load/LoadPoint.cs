namespace BirdGrid.Client.Load;

/// <summary>The result of one load.</summary>
/// <param name="Shape">How requests followed each other.</param>
/// <param name="IsStable">Whether the last windows agreed.</param>
/// <param name="Windows">Windows that were measured, the result's and those before.</param>
/// <param name="Result">The last windows as one.</param>
public sealed record LoadPoint(LoadShape Shape, bool IsStable, int Windows, LoadWindow Result);
