using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Tests.Training;

/// <summary>A session whose silo does not answer for a while. It takes reports and nothing else.</summary>
internal sealed class LosableSession : ITrainingSessionGrain
{
    /// <summary>The trainer that it listens to.</summary>
    public long Fence { get; set; } = 7;

    /// <summary>Calls that are still to be lost.</summary>
    public int Losses { get; set; }

    /// <summary>Epochs that are still to find no room.</summary>
    public int FullDisks { get; set; }

    /// <summary>What it was told, in order.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Epochs that have arrived.</summary>
    public List<int> Epochs { get; } = [];

    public Task<bool> ReportProgress(long fence, TrainingState state, string message, TrainingProgress progress) => AnswerAsync(fence, () => Said.Add(message));

    public Task<bool> ReportEpoch(long fence, EpochRecord epoch, TrainingCheckpoint? checkpoint) => AnswerAsync(fence, () =>
    {
        if (FullDisks > 0)
        {
            FullDisks--;
            throw new SqliteStorageException("The disk is full.") { DiskFault = DiskFault.Full };
        }

        Epochs.Add(epoch.Epoch);
    });

    public Task<bool> Complete(long fence, TrainingResult result) => AnswerAsync(fence, () => { });

    public Task<bool> Fail(long fence, string message) => throw new NotSupportedException();

    public Task<bool> WaitForDisk(long fence, DiskFault fault) => throw new NotSupportedException();

    public Task<TrainingSession> Start(TrainingSpec spec) => throw new NotSupportedException();

    public Task<TrainingSession> Get() => throw new NotSupportedException();

    public Task<TrainingSession> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<TrainingSession> Cancel(string reason) => throw new NotSupportedException();

    public Task EnsureRunning() => throw new NotSupportedException();

    private Task<bool> AnswerAsync(long fence, Action take)
    {
        if (Losses > 0)
        {
            Losses--;
            throw new TimeoutException("No answer.");
        }

        if (fence != Fence)
        {
            return Task.FromResult(false);
        }

        take();
        return Task.FromResult(true);
    }
}
