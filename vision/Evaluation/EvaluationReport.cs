namespace BirdGrid.Vision.Evaluation;

/// <summary>What a model is worth on a set of labelled photos; plain data that survives JSON.</summary>
public sealed record EvaluationReport
{
    /// <summary>Photos evaluated, at least 1.</summary>
    public required int PhotoCount { get; init; }

    /// <summary>Share of photos whose label is the most likely class, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of photos whose label is among the five most likely classes, 0 to 1; always 1 with five classes or fewer.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy in nats, without label smoothing.</summary>
    public required double MeanLoss { get; init; }

    /// <summary>Every class in order.</summary>
    public required IReadOnlyList<ClassAccuracy> PerClass { get; init; }

    /// <summary>Which class was taken for which.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>The confusions with the most photos, largest first.</summary>
    public required IReadOnlyList<ConfusedPair> MostConfused { get; init; }
}
