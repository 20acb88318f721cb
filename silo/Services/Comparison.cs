using BirdGrid.V1;

namespace BirdGrid.Silo.Services;

/// <summary>Two versions side by side.</summary>
internal static class Comparison
{
    /// <summary>Compares.</summary>
    public static ModelComparison Of(ModelVersion left, ModelVersion right)
    {
        var comparison = new ModelComparison
        {
            Left = left,
            Right = right,
            Top1Difference = right.Evaluation.Top1 - left.Evaluation.Top1,
            Top5Difference = right.Evaluation.Top5 - left.Evaluation.Top5,
        };
        var rightAccuracy = right.Evaluation.Classes.ToDictionary(c => c.Label, c => c.Accuracy);
        comparison.Classes.AddRange(left.Evaluation.Classes
            .Where(c => rightAccuracy.ContainsKey(c.Label) && double.IsFinite(c.Accuracy) && double.IsFinite(rightAccuracy[c.Label]))
            .Select(c => new ClassDifference { Label = c.Label, LeftAccuracy = c.Accuracy, RightAccuracy = rightAccuracy[c.Label] })
            .OrderByDescending(d => Math.Abs(d.RightAccuracy - d.LeftAccuracy))
            .ThenBy(d => d.Label, StringComparer.Ordinal));
        comparison.Cautions.AddRange(Cautions(left, right));
        return comparison;
    }

    private static IEnumerable<string> Cautions(ModelVersion left, ModelVersion right)
    {
        if (left.Lineage.Manifest.Sha256 != right.Lineage.Manifest.Sha256)
        {
            yield return $"They were measured on different dataset versions ({left.Lineage.Dataset}@{left.Lineage.DatasetVersion} and {right.Lineage.Dataset}@{right.Lineage.DatasetVersion}).";
        }

        if (left.Evaluation.Split != right.Evaluation.Split)
        {
            yield return $"They were measured on different splits ({left.Evaluation.Split} and {right.Evaluation.Split}).";
        }

        // Half-width of a 95 % interval for a share, at the smaller of the two samples.
        int photos = Math.Max(1, Math.Min(left.Evaluation.Photos, right.Evaluation.Photos));
        double share = (left.Evaluation.Top1 + right.Evaluation.Top1) / 2;
        double halfWidth = 1.96 * Math.Sqrt(Math.Max(share * (1 - share), 1e-4) / photos);
        if (Math.Abs(right.Evaluation.Top1 - left.Evaluation.Top1) < halfWidth)
        {
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The difference in top-1 is smaller than the uncertainty of {photos} photos (about {100 * halfWidth:0.0} points).");
        }
    }
}
