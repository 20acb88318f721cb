using Orleans.Concurrency;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>
/// Trains a share of a session's batches on the device of the silo it lives on, beside the session's trainer, which leads. The key is
/// <c>session/fence/rank</c>: every run has members of its own, where the run has its devices.
/// </summary>
[Alias("birdgrid.trainer-member")]
public interface ITrainerMemberGrain : IGradientPeer
{
    /// <summary>Begins to wait for the device and to load the network, and returns at once. A repeat changes nothing.</summary>
    /// <returns>Whether the grain lives on the silo whose device was granted; if not, it goes away, to be placed anew.</returns>
    [Alias("join")]
    Task<bool> Join(MemberAssignment assignment);

    /// <summary>Whether the network is loaded.</summary>
    /// <exception cref="PeerLostException">The grain has not joined the run, or has left it.</exception>
    /// <exception cref="GridException">It has failed; the message says why.</exception>
    [Alias("is-ready"), AlwaysInterleave]
    Task<bool> IsReady(long fence);

    /// <summary>Begins to train: every device is ready.</summary>
    [Alias("train"), AlwaysInterleave]
    Task Train(long fence);

    /// <summary>Leaves the run and frees the device.</summary>
    [Alias("stop"), AlwaysInterleave]
    Task Stop();
}
