using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Tests.Placement;

[RequireSiloRole(SiloRole.Cpu)]
public sealed class CpuWhereGrain(ILocalSiloDetails silo) : Grain, ICpuWhereGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}
