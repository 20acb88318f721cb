using System.Globalization;

namespace BirdGrid.Bench.Control;

/// <summary>The results as two Markdown tables: what each arm reached, and the paired differences that the control is about.</summary>
internal static class ControlTable
{
    /// <summary>Which arm is compared with which besides crop and flip: the same number of photos, turned by the same angles.</summary>
    private static readonly (string Arm, string Against)[] Matched =
    [
        ("mobius-native-20", "rotation-20"),
        ("mobius-presets-20", "rotation-180-20"),
        ("mobius-native-50", "rotation-50"),
        ("mobius-native-100", "rotation-100"),
        ("mobius-native-10-cutout-50", "cutout-50"),
    ];

    /// <summary>Writes both tables.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<ControlResult> results)
    {
        string[] arms = [.. results.Select(r => r.Arm).Distinct()];
        int seeds = results.Select(r => r.Seed).Distinct().Count();
        WriteLine(writer, $"| arm | images changed | photos changed | top-1 % (mean ± sd of {seeds}) | top-5 % | test loss | train loss |");
        WriteLine(writer, $"|---|---|---|---|---|---|---|");
        foreach (string arm in arms)
        {
            ControlResult[] runs = [.. results.Where(r => r.Arm == arm)];
            WriteLine(writer, $"| {arm} | {Altered(runs, r => r.AlteredImages)} | {Altered(runs, r => r.AlteredPhotos)} | {Spread(runs, r => 100 * r.Top1)} | {Spread(runs, r => 100 * r.Top5)} | {runs.Average(r => r.Loss):0.000} | {runs.Average(r => r.TrainLoss):0.000} |");
        }

        WriteLine(writer, $"");
        WriteLine(writer, $"| top-1 difference, points | by seed | mean | 95 % interval over seeds | standard error over test photos |");
        WriteLine(writer, $"|---|---|---|---|---|");
        foreach (var (arm, against) in Matched.Concat(arms.Where(a => a != ControlArm.Base).Select(a => (a, ControlArm.Base))))
        {
            WriteDifference(writer, arm, against, results);
        }
    }

    private static void WriteDifference(TextWriter writer, string arm, string against, IReadOnlyList<ControlResult> results)
    {
        (ControlResult Arm, ControlResult Against)[] pairs = [.. results.Where(r => r.Arm == arm).Join(results.Where(r => r.Arm == against), r => r.Seed, r => r.Seed, (a, b) => (a, b))];
        double[] differences = [.. pairs.Select(p => 100 * (p.Arm.Top1 - p.Against.Top1))];
        double half = PairedDifference.HalfInterval(differences);
        string bySeed = string.Join(", ", differences.Select(d => d.ToString("+0.00;-0.00", CultureInfo.InvariantCulture)));
        double photoError = 100 * PairedDifference.PhotoError([.. pairs.Select(p => (p.Arm.Wrong, p.Against.Wrong))], pairs[0].Arm.TestPhotos);
        WriteLine(writer, $"| {arm} − {against} | {bySeed} | {differences.Average():+0.00;-0.00} | {differences.Average() - half:+0.00;-0.00} to {differences.Average() + half:+0.00;-0.00} | {photoError:0.00} |");
    }

    private static string Altered(ControlResult[] runs, Func<ControlResult, double> share) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * runs.Average(share):0.0} %");

    private static string Spread(ControlResult[] runs, Func<ControlResult, double> value) =>
        string.Create(CultureInfo.InvariantCulture, $"{runs.Average(value):0.00} ± {PairedDifference.StandardDeviation([.. runs.Select(value)]):0.00}");

    private static void WriteLine(TextWriter writer, FormattableString line) => writer.WriteLine(FormattableString.Invariant(line));
}
