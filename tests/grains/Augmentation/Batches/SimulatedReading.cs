using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Augmentation.Batches;

/// <summary>Reads batches under a clock that is set by hand, one turn at a time as in a grain.</summary>
internal sealed class SimulatedReading
{
    private const int TurnsOfStep = 40;

    /// <summary>The clock.</summary>
    public FakeTimeProvider Clock { get; init; } = new();

    /// <summary>The clock that readings see; the clock itself where null.</summary>
    public TimeProvider? Seen { get; init; }

    /// <summary>What the clock is advanced by.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Steps after which a reading is given up.</summary>
    public int MostSteps { get; init; } = 50_000;

    /// <summary>Done by the reader after each batch, for example to work on it.</summary>
    public Func<ReadOnlyMemory<byte>, Task> Work { get; init; } = _ => Task.CompletedTask;

    /// <summary>Batches that have come.</summary>
    public List<byte[]> Batches { get; } = [];

    /// <summary>Requests for so many batches of so many photos.</summary>
    public static AugmentRequest[] Requests(int batches, int photos = 4, int imageSize = 2) =>
    [
        .. Enumerable.Range(0, batches).Select(batch => new AugmentRequest
        {
            Manifest = new BlobRef("00", 1),
            Photos = [.. Enumerable.Range(batch * photos, photos)],
            ImageSize = imageSize,
        }),
    ];

    /// <summary>Reads everything.</summary>
    /// <param name="source">What is read from.</param>
    /// <param name="requests">What is asked for.</param>
    /// <param name="beforeStep">Called before each step of the clock with its number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RunAsync(BatchSource source, IEnumerable<AugmentRequest> requests, Action<int>? beforeStep = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(() => DriveAsync(source, requests, beforeStep, cancellationToken), CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private async Task DriveAsync(BatchSource source, IEnumerable<AugmentRequest> requests, Action<int>? beforeStep, CancellationToken cancellationToken)
    {
        var reading = ReadAsync(source, requests, cancellationToken);
        for (int step = 0; step < MostSteps && !reading.IsCompleted; step++)
        {
            beforeStep?.Invoke(step);
            Clock.Advance(Step);
            for (int turn = 0; turn < TurnsOfStep; turn++)
            {
                await Task.Yield();
            }
        }

        await reading.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    private async Task ReadAsync(BatchSource source, IEnumerable<AugmentRequest> requests, CancellationToken cancellationToken)
    {
        await foreach (var imagesNhwc in source.ReadAsync(requests, Seen ?? Clock, cancellationToken))
        {
            Batches.Add(imagesNhwc.ToArray());
            await Work(imagesNhwc);
        }
    }
}
