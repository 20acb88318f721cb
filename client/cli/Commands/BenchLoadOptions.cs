using System.CommandLine;
using BirdGrid.Client.Load;

namespace BirdGrid.Cli.Commands;

/// <summary>The options of <c>birdgrid bench</c> that say what load is put on and when it has been seen enough of.</summary>
internal sealed class BenchLoadOptions
{
    private const string DefaultConcurrency = "1:16:x2";

    private static readonly LoadOptions Defaults = new();
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Option<string?> concurrency = CommonOptions.Value<string>(
        "--concurrency", $"Callers that each wait for an answer before they ask again: N, START:END:STEP or START:END:xFACTOR (default {DefaultConcurrency}).", "RANGE");

    private readonly Option<string?> rate = CommonOptions.Value<string>(
        "--rate", "Instead: requests a second, whatever the silo does; latency counts from the time at which a request was due.", "RANGE");

    private readonly Option<bool> poisson = new("--poisson") { Description = "With --rate: exponentially distributed gaps, as independent callers have them." };
    private readonly Option<int?> outstanding = CommonOptions.Value<int?>("--outstanding", "With --rate: requests that may be outstanding; more are not sent, and counted (default 1024).", "N");
    private readonly Option<string?> window = CommonOptions.Value<string>("--window", "Length of a window (default 5s).", "TIME");
    private readonly Option<int?> requests = CommonOptions.Value<int?>("--window-requests", "Instead: answers of a window.", "N");
    private readonly Option<string?> warmUp = CommonOptions.Value<string>("--warm-up", "Time before the first window (default 2s).", "TIME");
    private readonly Option<int?> windows = CommonOptions.Value<int?>("--max-windows", "Windows after which a load is given up as not stable (default 10).", "N");
    private readonly Option<double?> stability = CommonOptions.Value<double?>("--stability", "Per cent by which three windows in a row may differ (default 10).", "PERCENT");
    private readonly Option<double?> percentile = CommonOptions.Value<double?>("--percentile", "Percentile of the latency that must be stable (default 95).", "P");
    private readonly Option<double?> deadline = CommonOptions.Value<double?>("--deadline", "Deadline of every request in milliseconds (default none).", "MS");
    private readonly Option<int?> top = CommonOptions.Value<int?>("--top", "Labels to ask for (default 5).", "N");
    private readonly Option<int?> seed = CommonOptions.Value<int?>("--seed", "Shuffle the photos, and draw the gaps of --poisson, with this seed.", "N");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { concurrency, rate, poisson, outstanding, window, requests, warmUp, windows, stability, percentile, deadline, top, seed })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The loads, one after the other.</summary>
    /// <exception cref="CommandException">They contradict each other, or are none.</exception>
    public IReadOnlyList<LoadShape> Shapes(ParseResult parsed)
    {
        var (callers, perSecond) = (parsed.GetValue(concurrency), parsed.GetValue(rate));
        if (callers is not null && perSecond is not null)
        {
            throw Wrong("--concurrency and --rate exclude each other: callers wait for answers, or requests come at their own times.");
        }

        if (perSecond is null && (parsed.GetValue(poisson) || parsed.GetValue(outstanding) is not null))
        {
            throw Wrong("--poisson and --outstanding go with --rate.");
        }

        int most = Positive("--outstanding", parsed.GetValue(outstanding) ?? 1024);
        return perSecond is null
            ? [.. Range("--concurrency", callers ?? DefaultConcurrency).Select(v => new ClosedLoop(Whole(v)))]
            : [.. Range("--rate", perSecond).Select(v => new OpenLoop(v)
            {
                Arrivals = parsed.GetValue(poisson) ? ArrivalProcess.Poisson : ArrivalProcess.Constant,
                Seed = parsed.GetValue(seed) ?? 0,
                MaximumOutstanding = most,
            })];
    }

    /// <summary>When a load has been seen enough of.</summary>
    /// <exception cref="CommandException">A value is out of range.</exception>
    public LoadOptions Options(ParseResult parsed)
    {
        if (parsed.GetValue(window) is not null && parsed.GetValue(requests) is not null)
        {
            throw Wrong("--window and --window-requests exclude each other.");
        }

        double agree = parsed.GetValue(stability) ?? Defaults.StabilityPercent;
        double watched = parsed.GetValue(percentile) ?? Defaults.Percentile;
        int most = parsed.GetValue(windows) ?? Defaults.MaximumWindows;
        return agree is not (>= 0 and <= 1000) ? throw Wrong("--stability must be 0 to 1000.")
            : watched is not (> 0 and <= 100) ? throw Wrong("--percentile must be above 0 and at most 100.")
            : most < Defaults.StableWindows ? throw Wrong($"--max-windows must be at least {Defaults.StableWindows}: so many must agree.")
            : new LoadOptions
            {
                Window = Time(parsed, window, Defaults.Window, Shortest),
                WindowRequests = parsed.GetValue(requests) is { } answers ? Positive("--window-requests", answers) : 0,
                WarmUp = Time(parsed, warmUp, Defaults.WarmUp, TimeSpan.Zero),
                StabilityPercent = agree,
                Percentile = watched,
                MaximumWindows = most,
            };
    }

    /// <summary>How photos are sent.</summary>
    /// <exception cref="CommandException">A value is out of range.</exception>
    public ClassifyTargetOptions Sending(ParseResult parsed) => new()
    {
        TopK = Positive("--top", parsed.GetValue(top) ?? 5),
        Deadline = parsed.GetValue(deadline) switch
        {
            null => null,
            > 0 and <= 3_600_000 and var ms => TimeSpan.FromMilliseconds(ms),
            _ => throw Wrong("--deadline must be above 0 and at most 3600000 milliseconds."),
        },
        ShuffleSeed = parsed.GetValue(seed),
    };

    private static TimeSpan Time(ParseResult parsed, Option<string?> option, TimeSpan otherwise, TimeSpan shortest) =>
        parsed.GetValue(option) is { } text ? Durations.Read(option.Name, text, shortest, Longest) : otherwise;

    private static IEnumerable<double> Range(string option, string text)
    {
        try
        {
            return LoadRange.Parse(text).Values;
        }
        catch (FormatException none)
        {
            throw Wrong($"{option}: {none.Message}");
        }
    }

    private static int Whole(double value) =>
        value is >= 1 and <= 10_000 && value == Math.Floor(value) ? (int)value : throw Wrong("--concurrency takes whole numbers, 1 to 10000.");

    private static int Positive(string option, int value) => value >= 1 ? value : throw Wrong($"{option} must be at least 1.");

    private static CommandException Wrong(string message) => new(ExitCodes.Usage, message);
}
