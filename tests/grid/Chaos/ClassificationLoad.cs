using System.Collections.Concurrent;
using System.Diagnostics;
using BirdGrid.Client;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>Clients that classify photos without end, each with every silo's address and the client's default retries.</summary>
internal sealed class ClassificationLoad : IAsyncDisposable
{
    private readonly ConcurrentQueue<ClassifiedPhoto> answers = new();
    private readonly CancellationTokenSource stop = new();
    private readonly IReadOnlyList<byte[]> photos;
    private readonly TimeSpan period;
    private readonly BirdGridClient[] clients;
    private readonly Task[] loops;
    private int failures;

    /// <summary>Begins.</summary>
    /// <param name="addresses">Every silo's address.</param>
    /// <param name="photos">Encoded photos.</param>
    /// <param name="clientCount">Clients at the same time.</param>
    /// <param name="period">Time from one request of a client to its next; a request that takes longer delays the next one.</param>
    public ClassificationLoad(string addresses, IReadOnlyList<byte[]> photos, int clientCount, TimeSpan period)
    {
        this.photos = photos;
        this.period = period;
        clients = [.. Enumerable.Range(0, clientCount).Select(_ => new BirdGridClient(new BirdGridClientOptions { Address = addresses }))];
        loops = [.. clients.Select((client, number) => Task.Run(() => LoopAsync(client, number)))];
    }

    /// <summary>Every answer so far, in the order of arrival.</summary>
    public IReadOnlyCollection<ClassifiedPhoto> Answers => answers;

    /// <summary>Requests that failed.</summary>
    public int Failures => failures;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        foreach (var client in clients)
        {
            client.Dispose();
        }

        stop.Dispose();
    }

    private async Task LoopAsync(BirdGridClient client, int number)
    {
        long next = Stopwatch.GetTimestamp();
        for (int i = number; !stop.IsCancellationRequested; i++)
        {
            long started = Stopwatch.GetTimestamp();
            string? failure = null;
            try
            {
                await client.Classification.ClassifyAsync(GridWork.Model, photos[i % photos.Count], topK: 1);
            }
            catch (BirdGridException failed)
            {
                failure = $"{failed.Status} {failed.Reason}: {failed.Message}";
                Interlocked.Increment(ref failures);
            }

            answers.Enqueue(new ClassifiedPhoto(started, Stopwatch.GetElapsedTime(started), failure));
            next += (long)(period.TotalSeconds * Stopwatch.Frequency);
            var pause = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                next = Stopwatch.GetTimestamp();
            }
        }
    }
}
