using BirdGrid.Grains.Security;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Security;

/// <summary>The grid's keys and the counts of photos, against a real cluster with memory storage.</summary>
public sealed class ApiKeysGrainTests : IAsyncLifetime
{
    private InProcessTestCluster cluster = null!;

    private IApiKeysGrain Keys => cluster.Client.GetGrain<IApiKeysGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault().Services.AddSingleton(TimeProvider.System));
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_repeated_addition_is_one_key_and_only_changes_are_read()
    {
        await Keys.Add(Key("a"));
        await Keys.Add(Key("a"));
        var all = await Keys.Read(-1);
        Assert.Equal("a", Assert.Single(all.Keys!).Id);
        Assert.Null((await Keys.Read(all.Revision)).Keys);

        await Keys.Touch(new Dictionary<string, DateTimeOffset> { ["a"] = DateTimeOffset.UnixEpoch.AddDays(1), ["nobody"] = DateTimeOffset.UnixEpoch });
        Assert.Null((await Keys.Read(all.Revision)).Keys);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), (await Keys.Read(-1)).Keys![0].LastUsed);
    }

    [Fact]
    public async Task A_revocation_is_kept_and_frees_the_name()
    {
        await Keys.Add(Key("a", name: "camera"));
        await Assert.ThrowsAsync<ConflictException>(() => Keys.Add(Key("b", name: "camera")));

        var first = await Keys.Revoke("a");
        Assert.Equal(first.Revoked, (await Keys.Revoke("a")).Revoked);
        await Keys.Add(Key("b", name: "camera"));

        Assert.Equal(2, (await Keys.Read(-1)).Keys!.Count);
        Assert.Equal("unknown-key", (await Assert.ThrowsAsync<NotFoundException>(() => Keys.Revoke("c"))).Reason);
    }

    [Fact]
    public async Task Photos_are_counted_by_the_day()
    {
        var quota = cluster.Client.GetGrain<IPhotoQuotaGrain>("key:a");
        Assert.Equal(5, await quota.Add(100, 5));
        Assert.Equal(8, await quota.Add(100, 3));
        Assert.Equal(1, await quota.Add(101, 1));
        Assert.Equal(1, await quota.Add(101, 0));
    }

    [Fact]
    public async Task A_day_that_returns_goes_on_with_its_count()
    {
        // Another silo's clock, or this one's, was a year ahead and is put right.
        var quota = cluster.Client.GetGrain<IPhotoQuotaGrain>("key:stepping");
        Assert.Equal(5, await quota.Add(100, 5));
        Assert.Equal(2, await quota.Add(465, 2));
        Assert.Equal(6, await quota.Add(100, 1));
        Assert.Equal(1, await quota.Add(99, 1));
        Assert.Equal(7, await quota.Add(100, 1));
        Assert.Equal(2, await quota.Add(465, 0));
    }

    [Fact]
    public void A_key_has_256_random_bits_and_says_nothing_when_printed()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => ApiKeySecret.New()).ToList();
        Assert.Equal(100, keys.DistinctBy(k => k.Key[16..]).Count());
        Assert.All(keys, k => Assert.Equal(ApiKeySecret.Length, k.Key.Length));
        string secret = keys[0].Key.AsSpan(16).ToString();
        Assert.DoesNotContain(secret, keys[0].ToString(), StringComparison.Ordinal);
        Assert.False(ApiKeySecret.TryHash(keys[0].Key.AsSpan()[..^1], new byte[ApiKeySecret.HashBytes]));
        Assert.False(ApiKeySecret.TryHash("xx" + keys[0].Key[2..], new byte[ApiKeySecret.HashBytes]));
    }

    private static ApiKeyRecord Key(string id, string? name = null) => new()
    {
        Id = id,
        Name = name ?? id,
        Role = CallerRole.Reader,
        Sha256 = new byte[ApiKeySecret.HashBytes],
        Created = DateTimeOffset.UnixEpoch,
        CreatedBy = "test",
    };
}
