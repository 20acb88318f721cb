namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What the grid has accepted, and must therefore have.</summary>
internal sealed class GridLedger
{
    /// <summary>Epochs of every session.</summary>
    public required int Epochs { get; init; }

    /// <summary>Manifest of every import: all are of the same photos and split.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>Weights of every session: all have the specification of the undisturbed one.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>Datasets, each made by imports with one idempotency key.</summary>
    public List<string> Datasets { get; } = [];

    /// <summary>Ids of sessions.</summary>
    public List<string> Sessions { get; } = [];

    /// <summary>Moves of the alias champion, oldest first. The key also stands in the move's reason, by which the log is compared.</summary>
    public List<(string Key, int Version)> Moves { get; } = [];
}
