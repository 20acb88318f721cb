using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Tests.Placement;

[RequireSiloRole(SiloRole.Gpu)]
public sealed class GpuWhereGrain(ILocalSiloDetails silo) : Grain, IGpuWhereGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}
