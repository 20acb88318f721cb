using System.Net;
using BirdGrid.Grains.Devices.Pool;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Devices.Pool;

public sealed class DevicePoolTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);

    [Fact]
    public void Sessions_spread_over_the_silos_before_they_share_one()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1, slots: 2), Silo(2, slots: 2)];

        var places = Enumerable.Range(0, 4).Select(n => pool.Acquire(Request($"s{n}", age: 4 - n), silos).Silos.Single()).ToList();

        Assert.Equal(2, places.Take(2).Distinct().Count());
        Assert.All(silos, silo => Assert.Equal(2, places.Count(p => p.Equals(silo.Address))));
        Assert.False(pool.Acquire(Request("late"), silos).IsGranted);
    }

    [Fact]
    public void Asking_again_keeps_the_device()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1), Silo(2)];
        var first = pool.Acquire(Request("a"), silos);

        for (int i = 0; i < 10; i++)
        {
            clock.Advance(DevicePool.GrantLifetime / 2);
            Assert.Equal(first.Silos, pool.Acquire(Request("a"), silos).Silos);
        }
    }

    [Fact]
    public void The_oldest_session_comes_first_whoever_asks_first()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1)];
        pool.Acquire(Request("holder"), silos);
        pool.Acquire(Request("old", age: 60), silos);

        Assert.True(pool.Release("holder"));

        Assert.Equal("old", pool.Next());
        Assert.Contains("1 session is ahead", pool.Acquire(Request("young", age: 1), silos).WaitsFor, StringComparison.Ordinal);
        Assert.True(pool.Acquire(Request("old", age: 60), silos).IsGranted);
    }

    [Fact]
    public void A_session_that_wants_several_devices_is_not_overtaken()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1), Silo(2)];
        pool.Acquire(Request("holder"), silos);

        Assert.False(pool.Acquire(Request("pair", devices: 2, age: 60), silos).IsGranted);
        Assert.False(pool.Acquire(Request("single", age: 1), silos).IsGranted);
        pool.Release("holder");

        Assert.Equal(2, pool.Acquire(Request("pair", devices: 2, age: 60), silos).Silos.Distinct().Count());
    }

    [Fact]
    public void A_wish_that_the_grid_cannot_fill_holds_nobody_up()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1)];

        Assert.Equal("Waits for 3 devices; the grid has 1.", pool.Acquire(Request("greedy", devices: 3, age: 60), silos).WaitsFor);
        Assert.True(pool.Acquire(Request("single"), silos).IsGranted);
    }

    [Fact]
    public void A_silo_that_goes_takes_its_grants_along()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1), Silo(2)];
        var lost = pool.Acquire(Request("a"), silos).Silos.Single();
        SiloMember[] rest = [.. silos.Where(s => !s.Address.Equals(lost))];

        Assert.Equal(rest[0].Address, pool.Acquire(Request("a"), rest).Silos.Single());
        Assert.Equal("Waits for a silo with the role gpu (or all): none is active.", pool.Acquire(Request("a"), []).WaitsFor);
    }

    [Fact]
    public void A_session_that_asks_no_more_is_forgotten()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1)];
        pool.Acquire(Request("vanished"), silos);

        clock.Advance(DevicePool.GrantLifetime + TimeSpan.FromSeconds(1));

        Assert.True(pool.Acquire(Request("next"), silos).IsGranted);
    }

    [Fact]
    public void Grants_outlive_the_pools_activation()
    {
        var pool = new DevicePool([], clock);
        SiloMember[] silos = [Silo(1)];
        var grant = pool.Acquire(Request("a"), silos);

        var again = new DevicePool(pool.Held, clock);

        Assert.False(again.Acquire(Request("b", age: 99), silos).IsGranted);
        Assert.Equal(grant.Silos, again.Acquire(Request("a"), silos).Silos);
    }

    private static SiloMember Silo(int number, int slots = 1) =>
        new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1000 + number), 1), $"silo-{number}", SiloRole.Gpu, Cores: 1, slots);

    private static DeviceRequest Request(string session, int devices = 1, int age = 0) => new(session, devices, Start.AddSeconds(-age));
}
