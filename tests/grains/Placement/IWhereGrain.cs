namespace BirdGrid.Grains.Tests.Placement;

public interface IWhereGrain : IGrainWithIntegerKey
{
    [Alias("where")]
    Task<SiloAddress> Where();
}

[Alias("birdgrid.tests.where-gpu")]
public interface IGpuWhereGrain : IWhereGrain;

[Alias("birdgrid.tests.where-cpu")]
public interface ICpuWhereGrain : IWhereGrain;
