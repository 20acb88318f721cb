namespace BirdGrid.Grains.Tests.Placement;

public interface IWhereGrain : IGrainWithIntegerKey
{
    [Alias("where")]
    Task<SiloAddress> Where();
}
