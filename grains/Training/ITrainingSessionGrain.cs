using BirdGrid.Grains.Disks;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Training;

/// <summary>A training session; the key is its id. Owns the specification, the fence, the history and the checkpoint reference.</summary>
[Alias("birdgrid.training-session")]
public interface ITrainingSessionGrain : IGrainWithStringKey
{
    /// <summary>Pins the spec (dataset version, parent version, backbone), persists it and asks for a trainer. Starting again with the same spec changes nothing.</summary>
    /// <exception cref="ConflictException">The session exists with another spec: its idempotency key was used before.</exception>
    /// <exception cref="NotFoundException">The dataset or the parent version does not exist.</exception>
    /// <exception cref="RefusedException">A value of the spec is out of range.</exception>
    [Alias("start")]
    Task<TrainingSession> Start(TrainingSpec spec);

    /// <summary>The session as it is.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("get"), AlwaysInterleave]
    Task<TrainingSession> Get();

    /// <summary>Waits until the revision is above the given one, at most <paramref name="patience"/>, and returns the session as it then is.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("wait"), AlwaysInterleave]
    Task<TrainingSession> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default);

    /// <summary>Ends the session; ended sessions stay as they are.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("cancel")]
    Task<TrainingSession> Cancel(string reason);

    /// <summary>Starts a trainer if the session has not ended and none is alive.</summary>
    [Alias("ensure-running")]
    Task EnsureRunning();

    /// <summary>A trainer says what it is doing. False: the trainer is fenced off and must stop.</summary>
    [Alias("report-progress"), AlwaysInterleave]
    Task<bool> ReportProgress(long fence, TrainingState state, string message, TrainingProgress progress);

    /// <summary>A trainer reports a finished epoch, with the checkpoint behind it where one was written. False: fenced off.</summary>
    [Alias("report-epoch")]
    Task<bool> ReportEpoch(long fence, EpochRecord epoch, TrainingCheckpoint? checkpoint);

    /// <summary>A trainer hands in the finished model; it is kept when this returns, and the session publishes it soon after. False: fenced off.</summary>
    [Alias("complete")]
    Task<bool> Complete(long fence, TrainingResult result);

    /// <summary>A trainer has stopped because a disk takes no bytes; another is started from the checkpoint after a while. False: fenced off.</summary>
    [Alias("wait-for-disk")]
    Task<bool> WaitForDisk(long fence, DiskFault fault);

    /// <summary>A trainer gives up. False: fenced off.</summary>
    [Alias("fail")]
    Task<bool> Fail(long fence, string message);
}
