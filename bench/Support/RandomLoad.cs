using System.Diagnostics;

namespace BirdGrid.Bench.Support;

/// <summary>Processes that burn processor time in random bursts until disposed.</summary>
internal sealed class RandomLoad : IAsyncDisposable
{
    private const int MostProcesses = 4;

    private readonly CancellationTokenSource stopping = new();
    private readonly Random random;
    private readonly Task running;
    private double busySeconds;

    /// <summary>Starts.</summary>
    /// <param name="seed">Of lengths and numbers.</param>
    public RandomLoad(int seed)
    {
        random = new Random(seed);
        running = RunAsync();
    }

    /// <summary>Seconds of burning so far, of all processes together.</summary>
    public double BusySeconds => Volatile.Read(ref busySeconds);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(4 * random.NextDouble()), stopping.Token);
                await BurnAsync(random.Next(1, MostProcesses + 1), TimeSpan.FromSeconds(0.2 + (6 * random.NextDouble())));
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private async Task BurnAsync(int count, TimeSpan length)
    {
        var burning = Enumerable.Range(0, count).Select(_ => Process.Start(new ProcessStartInfo("sh", ["-c", "while :; do :; done"]))!).ToList();
        try
        {
            await Task.Delay(length, stopping.Token);
        }
        finally
        {
            Volatile.Write(ref busySeconds, busySeconds + (count * length.TotalSeconds));
            foreach (var process in burning)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }
}
