namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>The devices of a run by rank: the session's trainer first, then its members.</summary>
internal static class GradientPeers
{
    /// <summary>All devices of a run.</summary>
    public static IReadOnlyList<IGradientPeer> Of(IGrainFactory grains, string sessionId, long fence, int devices) =>
        [grains.GetGrain<ITrainerGrain>(sessionId), .. Members(grains, sessionId, fence, devices)];

    /// <summary>The devices of a run but the leader's, those of ranks 1 and up.</summary>
    public static IReadOnlyList<ITrainerMemberGrain> Members(IGrainFactory grains, string sessionId, long fence, int devices) =>
        [.. Enumerable.Range(1, devices - 1).Select(rank => grains.GetGrain<ITrainerMemberGrain>($"{sessionId}/{fence}/{rank}"))];
}
