using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.V1;

namespace BirdGrid.Bench.Measures;

/// <summary>Imports photos into a fresh silo and trains through `birdgrid train`; the figure is the last version's top-1.</summary>
internal sealed class TrainingMeasure(TrainingRecipe recipe) : IMeasure
{
    private const string Model = "measured";

    /// <inheritdoc/>
    public string Name => recipe.Name;

    /// <inheritdoc/>
    public string Description => recipe.Description;

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        string photos = SharedFolder.Require(recipe.SharedFolder);
        await using var silo = await BenchSilo.StartAsync(cancellationToken);
        await silo.RunAsync(["dataset", "import", photos, "--name", recipe.SharedFolder], cancellationToken);
        foreach (string[] session in recipe.Sessions)
        {
            await silo.RunAsync(["train", "--dataset", recipe.SharedFolder, "--model", Model, .. session.Select(a => a.Replace("{model}", Model, StringComparison.Ordinal))], cancellationToken);
        }

        await foreach (var session in silo.SessionsAsync(cancellationToken))
        {
            NoteCurve(notes, session);
        }

        var version = await silo.LatestVersionAsync(Model, cancellationToken);
        var evaluation = version.Evaluation;
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Model}@{version.Version}: {evaluation.Photos} photos of the {evaluation.Split} split, top-1 {evaluation.Top1:0.0000}, top-5 {evaluation.Top5:0.0000}, loss {evaluation.Loss:0.000}"));
        return evaluation.Top1;
    }

    private static void NoteCurve(TextWriter notes, TrainingSession session)
    {
        double seconds = (session.Ended - session.Created).ToTimeSpan().TotalSeconds;
        double perEpoch = session.Epochs.Count == 0 ? 0 : session.Epochs.Average(e => e.Seconds);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"session {session.Id}: {session.Spec.Method}, {session.Epochs.Count} epochs, {seconds:0.0} s in all, {perEpoch:0.000} s per epoch"));
        int every = Math.Max(1, session.Epochs.Count / 10);
        foreach (var epoch in session.Epochs.Where(e => e.Epoch_ == 1 || e.Epoch_ % every == 0))
        {
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  epoch {epoch.Epoch_,3}: train loss {epoch.TrainLoss:0.000} accuracy {epoch.TrainAccuracy:0.000}, {epoch.MonitoredSplit} loss {epoch.ValidationLoss:0.000} top-1 {epoch.ValidationAccuracy:0.000} top-5 {epoch.ValidationTop5:0.000}"));
        }
    }
}
