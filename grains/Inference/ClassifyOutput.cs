namespace BirdGrid.Grains.Inference;

/// <summary>A replica's answer.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.classify-output")]
public sealed record ClassifyOutput
{
    /// <summary>Labels with probabilities, best first.</summary>
    [Id(0)]
    public required IReadOnlyList<LabelScore> Labels { get; init; }

    /// <summary>Milliseconds from the replica's queue to the device.</summary>
    [Id(1)]
    public required double QueueMs { get; init; }

    /// <summary>Milliseconds of the forward pass.</summary>
    [Id(2)]
    public required double ComputeMs { get; init; }

    /// <summary>Photos that shared the forward pass.</summary>
    [Id(3)]
    public required int BatchSize { get; init; }
}
