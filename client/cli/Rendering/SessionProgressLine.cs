using BirdGrid.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>What a session does now, on one line: a spinner, the epoch, a bar over its steps, photos a second, the time to go.</summary>
/// <param name="session">The session.</param>
/// <param name="tick">Rises with every redraw: turns the spinner.</param>
internal sealed class SessionProgressLine(TrainingSession session, int tick) : IRenderable
{
    private const int WidestBar = 40;
    private const int NarrowestBar = 8;
    private const string Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(NarrowestBar, maxWidth), maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var progress = session.Progress ?? new TrainingProgress();
        string what = What(progress);
        string figures = progress.Steps > 0 ? Figures(progress) : string.Empty;
        int room = maxWidth - 4 - what.Length - figures.Length;
        IEnumerable<Segment> bar = progress.Steps > 0 && room >= NarrowestBar ? [new Segment("  "), .. Bar(progress, Math.Min(WidestBar, room - 1))] : [];
        return Segment.Truncate(
            [
                new Segment(Spinner[tick % Spinner.Length].ToString(), new Style(Color.SpringGreen2)),
                new Segment($" {what}"),
                .. bar,
                new Segment(figures, new Style(Color.Grey)),
            ],
            maxWidth).Append(Segment.LineBreak);
    }

    private string What(TrainingProgress progress) => session.State switch
    {
        TrainingState.Training => $"epoch {Math.Clamp(progress.Epoch, 1, Math.Max(1, progress.Epochs))}/{progress.Epochs}",
        _ => session.Message.Length > 0 ? session.Message : session.State.ToString(),
    };

    private static string Figures(TrainingProgress progress)
    {
        string text = $"  {100.0 * progress.Step / progress.Steps,3:0} %";
        text += progress.PhotosPerSecond > 0 ? $"  {progress.PhotosPerSecond:0} photos/s" : string.Empty;
        return progress.RemainingSeconds > 0 ? $"{text}  {Words.Duration(progress.RemainingSeconds)} to go" : text;
    }

    private static IEnumerable<Segment> Bar(TrainingProgress progress, int width)
    {
        int halves = (int)Math.Round(Math.Clamp((double)progress.Step / progress.Steps, 0, 1) * width * 2);
        yield return new Segment(new string('━', halves / 2) + (halves % 2 == 1 ? "╸" : string.Empty), new Style(Color.SpringGreen2));
        yield return new Segment(new string('━', width - ((halves + 1) / 2)), new Style(Color.Grey23));
    }
}
