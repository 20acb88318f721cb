using Orleans.Concurrency;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>
/// A device of a session that several devices train, as the others see it. A contribution and the sum of all contributions are cut into slices
/// (<see cref="GradientSlices"/>); bytes are little-endian float32. Every question names the run's fence and the step: a peer that is not in that
/// run answers <see cref="PeerLostException"/>. An empty slice means "not yet, ask again".
/// </summary>
[Alias("birdgrid.gradient-peer")]
public interface IGradientPeer : IGrainWithStringKey
{
    /// <summary>A slice of what the device itself contributes to a step.</summary>
    [Alias("contribution"), AlwaysInterleave]
    Task<GradientSlice> GetContribution(long fence, long step, int slice, CancellationToken cancellationToken = default);

    /// <summary>The sum of all devices' contributions to a step, of a slice that the device owns.</summary>
    [Alias("sum"), AlwaysInterleave]
    Task<GradientSlice> GetSum(long fence, long step, int slice, CancellationToken cancellationToken = default);
}
