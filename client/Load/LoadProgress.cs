namespace BirdGrid.Client.Load;

/// <summary>A window has ended.</summary>
/// <param name="Shape">How requests follow each other.</param>
/// <param name="Number">Number of the window, from 1.</param>
/// <param name="Window">What was answered in it.</param>
public sealed record LoadProgress(LoadShape Shape, int Number, LoadWindow Window);
