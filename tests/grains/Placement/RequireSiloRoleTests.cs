using BirdGrid.Grains.Placement;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Placement;

public sealed class RequireSiloRoleTests
{
    private const int GrainCount = 24;

    [Fact]
    public async Task Grains_go_only_where_their_role_is()
    {
        await using var cluster = await Deploy(SiloRole.Gpu, SiloRole.Cpu | SiloRole.Gateway, SiloRole.Cpu);
        var gpuSilo = cluster.Silos.Single(silo => silo.Name == "Silo_0").SiloAddress;

        var gpuPlaces = await Places<IGpuWhereGrain>(cluster);
        var cpuPlaces = await Places<ICpuWhereGrain>(cluster);

        Assert.All(gpuPlaces, place => Assert.Equal(gpuSilo, place));
        Assert.All(cpuPlaces, place => Assert.NotEqual(gpuSilo, place));
    }

    [Fact]
    public async Task Without_a_silo_of_the_role_calls_fail_at_once()
    {
        await using var cluster = await Deploy(SiloRole.Cpu);

        var error = await Assert.ThrowsAsync<RoleMissingException>(() => cluster.Client.GetGrain<IGpuWhereGrain>(0).Where());

        Assert.Contains("No active silo has the role gpu", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await cluster.Client.GetGrain<ICpuWhereGrain>(0).Where());
    }

    [Fact]
    public async Task An_all_in_one_silo_has_every_role()
    {
        await using var cluster = await Deploy(SiloRole.All);

        Assert.All(await Places<IGpuWhereGrain>(cluster), Assert.NotNull);
        Assert.All(await Places<ICpuWhereGrain>(cluster), Assert.NotNull);
    }

    private static Task<SiloAddress[]> Places<TGrain>(InProcessTestCluster cluster)
        where TGrain : IWhereGrain =>
        Task.WhenAll(Enumerable.Range(0, GrainCount).Select(key => cluster.Client.GetGrain<TGrain>(key).Where()));

    private static async Task<InProcessTestCluster> Deploy(params SiloRole[] roles)
    {
        var builder = new InProcessTestClusterBuilder((short)roles.Length);
        builder.ConfigureSilo((options, silo) => silo.UseBirdGridPlacement(roles[int.Parse(options.SiloName["Silo_".Length..])]));
        var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        return cluster;
    }
}
