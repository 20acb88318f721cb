using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BirdGrid.Bench.Support;

namespace BirdGrid.Bench.Measures;

/// <summary>Runs `birdgrid quickstart` in an empty folder; the figure is the accuracy on the held-out photos it reports.</summary>
internal sealed class QuickstartMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "quickstart-accuracy";

    /// <inheritdoc/>
    public string Description => "accuracy (0 to 1) of ./quickstart.sh on photos held out from training";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        long started = Stopwatch.GetTimestamp();
        string json = await BirdGridCommand.RunAsync(["quickstart", "--json", "--data", folder.Path], cancellationToken);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quickstart without the build: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("accuracy").GetDouble();
    }
}
