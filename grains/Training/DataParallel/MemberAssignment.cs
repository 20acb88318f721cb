namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>What a run's leader hands to another device.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Rank">The device's number, 1 to devices - 1; the leader is 0.</param>
/// <param name="Silo">The silo whose device it is.</param>
/// <param name="Training">What the leader itself was handed: fence, spec, dataset, checkpoint.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.member-assignment")]
public sealed record MemberAssignment(
    [property: Id(0)] string SessionId,
    [property: Id(1)] int Rank,
    [property: Id(2)] SiloAddress Silo,
    [property: Id(3)] TrainingAssignment Training);
