namespace BirdGrid.Grains.Tests.Placement;

[Alias("birdgrid.tests.where-cpu")]
public interface ICpuWhereGrain : IWhereGrain;
