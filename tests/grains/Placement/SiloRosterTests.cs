using BirdGrid.Grains.Placement;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Placement;

public sealed class SiloRosterTests
{
    private static readonly SiloAnnouncement Cpu = new(SiloRole.Cpu, Cores: 3, TrainingSlots: 1, ComputesOnCpu: false);

    [Fact]
    public async Task Members_are_listed_with_what_they_announced()
    {
        await using var cluster = await Deploy(new(SiloRole.Gpu, Cores: 8, TrainingSlots: 2, ComputesOnCpu: false), Cpu);
        var roster = RosterOf(cluster, 0);

        await Until(() => roster.Active(SiloRole.Cpu).Count == 1 && roster.Active(SiloRole.Gpu).Count == 1);

        var gpu = roster.Active(SiloRole.Gpu).Single();
        Assert.Equal((SiloRole.Gpu, 8, 2), (gpu.Roles, gpu.Cores, gpu.TrainingSlots));
        Assert.Equal(3, roster.Active(SiloRole.Cpu).Single().Cores);
        Assert.Empty(roster.Active(SiloRole.Gateway));
    }

    [Fact]
    public async Task Silos_that_may_compute_stand_in_while_no_gpu_silo_is_active()
    {
        await using var cluster = await Deploy(Cpu with { ComputesOnCpu = true }, Cpu);
        var roster = RosterOf(cluster, 0);

        await Until(() => roster.Active(SiloRole.Cpu).Count == 2);

        Assert.Equal(cluster.Silos.Single(s => s.Name == "Silo_0").SiloAddress, roster.Active(SiloRole.Gpu).Single().Address);
        Assert.Equal(roster.Active(SiloRole.Gpu).Single().Address, await cluster.Client.GetGrain<IGpuWhereGrain>(0).Where());
    }

    [Fact]
    public async Task A_gpu_silo_takes_the_work_from_the_stand_ins()
    {
        await using var cluster = await Deploy(Cpu with { ComputesOnCpu = true }, new(SiloRole.Gpu, 1, 1, ComputesOnCpu: false));
        var roster = RosterOf(cluster, 0);

        await Until(() => roster.Active(SiloRole.Gpu) is [{ Roles: SiloRole.Gpu }]);
    }

    [Fact]
    public async Task A_silo_that_has_died_is_active_no_longer()
    {
        await using var cluster = await Deploy(Cpu, Cpu);
        var roster = RosterOf(cluster, 0);
        var dying = cluster.Silos.Single(s => s.Name == "Silo_1");
        await Until(() => roster.IsActive(dying.SiloAddress));

        await cluster.KillSiloAsync(dying);
        await Until(() => !roster.IsActive(dying.SiloAddress));

        Assert.DoesNotContain(roster.Active(SiloRole.Cpu), m => m.Address.Equals(dying.SiloAddress));
    }

    [Fact]
    public async Task A_hint_places_a_grain_and_the_filter_outranks_it()
    {
        await using var cluster = await Deploy(Cpu, Cpu, new(SiloRole.Gpu, 1, 1, ComputesOnCpu: false));
        var second = cluster.Silos.Single(s => s.Name == "Silo_1").SiloAddress;
        var gpu = cluster.Silos.Single(s => s.Name == "Silo_2").SiloAddress;
        await Until(() => RosterOf(cluster, 0).Active(SiloRole.Gpu).Count == 1);

        Assert.All(await Hinted<ICpuWhereGrain>(cluster, second, from: 0), place => Assert.Equal(second, place));
        Assert.All(await Hinted<ICpuWhereGrain>(cluster, gpu, from: 100), place => Assert.NotEqual(gpu, place));
    }

    private static async Task<SiloAddress[]> Hinted<TGrain>(InProcessTestCluster cluster, SiloAddress silo, int from)
        where TGrain : IWhereGrain
    {
        List<Task<SiloAddress>> places;
        using (PlacementHint.For(silo))
        {
            places = [.. Enumerable.Range(from, 12).Select(key => cluster.Client.GetGrain<TGrain>(key).Where())];
        }

        return await Task.WhenAll(places);
    }

    private static SiloRoster RosterOf(InProcessTestCluster cluster, int silo) =>
        cluster.GetSiloServiceProvider(cluster.Silos.Single(s => s.Name == $"Silo_{silo}").SiloAddress).GetRequiredService<SiloRoster>();

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<InProcessTestCluster> Deploy(params SiloAnnouncement[] announcements)
    {
        var builder = new InProcessTestClusterBuilder((short)announcements.Length);
        builder.ConfigureSilo((options, silo) => silo.UseBirdGridPlacement(announcements[int.Parse(options.SiloName["Silo_".Length..])]));
        var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        return cluster;
    }
}
