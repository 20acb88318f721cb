using BirdGrid.Grains.Training.DataParallel;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Training;

/// <summary>Runs a session on the device thread of the silo it lives on; the key is the session id. Of several devices it leads.</summary>
[Alias("birdgrid.trainer")]
public interface ITrainerGrain : IGradientPeer
{
    /// <summary>Starts the session's loop and returns at once. A loop with a lower fence is stopped first; the same fence changes nothing.</summary>
    [Alias("run")]
    Task Run(TrainingAssignment assignment);

    /// <summary>The fence of the loop that is running; 0: none.</summary>
    [Alias("running-fence"), AlwaysInterleave]
    Task<long> GetRunningFence();

    /// <summary>Stops the loop, if one runs.</summary>
    [Alias("stop"), AlwaysInterleave]
    Task Stop();
}
