namespace BirdGrid.Cli.Quickstart;

/// <summary>What a script learns from the tour.</summary>
/// <param name="Accuracy">Top-1 on held-out photos, 0 to 1.</param>
/// <param name="Model">Model name.</param>
/// <param name="Version">Version that was made.</param>
/// <param name="Seconds">Seconds of the whole tour.</param>
internal sealed record QuickstartResult(double Accuracy, string Model, int Version, double Seconds);
