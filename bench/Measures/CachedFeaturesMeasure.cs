using System.Globalization;
using BirdGrid.Bench.Support;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// 25 epochs of transfer learning on birds-60: a session with cached features (one variant per photo, so that both ways see each photo
/// once per variant; everything from start to published version counts) against the naive way, where the frozen backbone runs over
/// every photo in every epoch. The naive way is measured over one epoch, after a warm-up of a few batches, and multiplied.
/// </summary>
internal sealed class CachedFeaturesMeasure : IMeasure
{
    private const int Epochs = 25;

    /// <inheritdoc/>
    public string Name => "cached-features-speedup";

    /// <inheritdoc/>
    public string Description => "25 epochs of transfer learning on birds-60: naive time over time with cached features";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        string photos = SharedFolder.Require("birds-60");
        double one = await SessionSecondsAsync(photos, variants: 1, notes, cancellationToken);
        double four = await SessionSecondsAsync(photos, variants: 4, notes, cancellationToken);
        double naive = Epochs * await NaiveTransfer.EpochSecondsAsync(photos, cancellationToken);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"naive: {naive:0.0} s for {Epochs} epochs; cached: {one:0.0} s with 1 variant, {four:0.0} s with 4 variants ({naive / four:0.0}x)"));
        return naive / one;
    }

    private static async Task<double> SessionSecondsAsync(string photos, int variants, TextWriter notes, CancellationToken cancellationToken)
    {
        await using var silo = await BenchSilo.StartAsync(cancellationToken);
        await silo.RunAsync(["dataset", "import", photos, "--name", "birds-60"], cancellationToken);
        await silo.RunAsync(
            ["train", "--dataset", "birds-60", "--model", "measured", "--backbone", "mobilenet_v2", "--method", "transfer", "--augment", "light", "--epochs", $"{Epochs}", "--variants", $"{variants}", "--validation", "0", "--resize", "224", "--seed", "1"],
            cancellationToken);
        await foreach (var session in silo.SessionsAsync(cancellationToken))
        {
            double seconds = (session.Ended - session.Created).ToTimeSpan().TotalSeconds;
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cached, {variants} variant(s): {seconds:0.0} s in all, {session.Epochs.Sum(e => e.Seconds):0.0} s of it in epochs"));
            return seconds;
        }

        throw new InvalidOperationException("The silo knows of no session.");
    }
}
