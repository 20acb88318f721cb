using System.Text.Json;

namespace BirdGrid.Vision.Evaluation;

/// <summary>How good a model is on a set of photos.</summary>
public sealed record EvaluationReport
{
    /// <summary>Photos measured.</summary>
    public required int Count { get; init; }

    /// <summary>Share (0 to 1) of photos whose best label is right.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share (0 to 1) of photos whose label is among the best five.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy, nats.</summary>
    public required double MeanLoss { get; init; }

    /// <summary>Figures of each class, in class order.</summary>
    public required IReadOnlyList<ClassResult> Classes { get; init; }

    /// <summary>Confusion matrix, row-major, classes x classes: rows are true classes, columns predicted ones.</summary>
    public required IReadOnlyList<int> Confusion { get; init; }

    /// <summary>The pairs that are mixed up most, as (true class, predicted class, photos).</summary>
    /// <param name="limit">Most pairs to return.</param>
    public IReadOnlyList<(string TrueLabel, string PredictedLabel, int Photos)> MostConfused(int limit)
    {
        int n = Classes.Count;
        return
        [
            .. Enumerable.Range(0, Confusion.Count)
                .Where(i => i / n != i % n && Confusion[i] > 0)
                .OrderByDescending(i => Confusion[i])
                .ThenBy(i => i)
                .Take(limit)
                .Select(i => (Classes[i / n].Label, Classes[i % n].Label, Confusion[i])),
        ];
    }

    /// <summary>The report as JSON (UTF-8).</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, EvaluationJson.Default.EvaluationReport);
}
