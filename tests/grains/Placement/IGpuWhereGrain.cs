namespace BirdGrid.Grains.Tests.Placement;

[Alias("birdgrid.tests.where-gpu")]
public interface IGpuWhereGrain : IWhereGrain;
