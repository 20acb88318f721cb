using BirdGrid.Grains;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Limits;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Bytes in flight: taken from silo, caller and connection, given back, and who is told what where they are spent.</summary>
public sealed class RequestBytesTests
{
    private const long Mib = 1 << 20;

    private readonly ByteBudgets budgets;

    public RequestBytesTests()
    {
        var limits = new LimitOptions { MaxBytesInFlight = 64 * Mib, MaxBytesInFlightPerCaller = 48 * Mib, MaxBytesInFlightPerConnection = 32 * Mib };
        budgets = new ByteBudgets(limits, new ReleasedMemory(TimeProvider.System, NullLogger<ReleasedMemory>.Instance), TimeProvider.System);
    }

    [Fact]
    public void The_budget_that_is_spent_is_named()
    {
        object connection = new();
        using var first = Begin("a", connection);
        first.Take(20 * Mib);
        using var second = Begin("a", connection);
        Assert.Equal("connection-bytes-spent", Refusal(second, 10 * Mib));

        using var third = Begin("a", new object());
        third.Take(16 * Mib);
        using var fourth = Begin("a", new object());
        Assert.Equal("caller-bytes-spent", Refusal(fourth, 10 * Mib));

        using var fifth = Begin("b", new object());
        fifth.Take(10 * Mib);
        using var sixth = Begin("c", new object());
        Assert.Equal("silo-bytes-spent", Refusal(sixth, 10 * Mib));
    }

    [Fact]
    public void Small_requests_go_on_beside_large_ones_and_the_smallest_are_not_counted()
    {
        using var large = Begin("a", new object());
        large.Take(24 * Mib);
        using var larger = Begin("b", new object());
        larger.Take(24 * Mib);
        using var photo = Begin("c", new object());
        Assert.Equal("silo-bytes-spent", Refusal(photo, 2 * Mib));
        photo.Take(Mib / 2);

        Assert.True(budgets.Silo.TryTake(budgets.Silo.TotalBytes - budgets.Silo.UsedBytes, isLarge: false));
        using var small = Begin("d", new object());
        small.Take(RequestSizes.SmallBytes);
        Assert.Equal("silo-bytes-spent", Refusal(small, RequestSizes.SmallBytes));
    }

    [Fact]
    public void Everything_is_given_back_with_the_request()
    {
        var request = Begin("a", new object());
        request.Take(10 * Mib);
        request.Give(4 * Mib);
        request.Take(Mib);
        var kept = request.Keep(2 * Mib);
        request.Dispose();
        kept.Dispose();
        request.Dispose();
        Assert.Equal(0, budgets.Silo.UsedBytes);
    }

    [Fact]
    public async Task A_stream_waits_for_its_own_messages_and_for_nobody_else_s()
    {
        var token = TestContext.Current.CancellationToken;
        using var stream = new RequestBytes(budgets, "a", new object(), TimeSpan.FromMinutes(10), TimeProvider.System);
        await stream.TakeForMessageAsync(20 * Mib, token);
        await Assert.ThrowsAsync<BusyException>(async () => await stream.TakeAsync(10 * Mib, token));

        var first = stream.KeepMessage();
        var next = stream.TakeForMessageAsync(10 * Mib, token).AsTask();
        Assert.False(next.IsCompleted);
        first.Dispose();
        await next;
        stream.EndMessage();
        Assert.Equal(0, budgets.Silo.UsedBytes);
    }

    [Fact]
    public async Task Room_is_made_for_what_comes_not_for_what_is_announced()
    {
        var token = TestContext.Current.CancellationToken;
        using var request = Begin("a", new object());
        var photo = new GrowingBuffer(request, 12 * Mib);
        await photo.AppendAsync(new byte[10], token);
        Assert.True(budgets.Silo.UsedBytes < Mib);
        await photo.AppendAsync(new byte[8 * Mib], token);
        await photo.AppendAsync(new byte[(4 * Mib) - 10], token);
        Assert.Equal(12 * Mib, (await photo.WholeAsync(token)).Length);
        Assert.InRange(budgets.Silo.UsedBytes, 11 * Mib, 12 * Mib);

        byte[] body = [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)i)];
        var read = new GrowingBuffer(request, 10 * Mib);
        await read.AppendAsync(new MemoryStream(body), token);
        Assert.Equal(body, (await read.WholeAsync(token)).ToArray());
        var exact = new GrowingBuffer(request, body.Length);
        await exact.AppendAsync(new MemoryStream(body), token);
        Assert.Equal(body, (await exact.WholeAsync(token)).ToArray());
    }

    private RequestBytes Begin(string caller, object connection) => new(budgets, caller, connection, TimeSpan.Zero, TimeProvider.System);

    private static string Refusal(RequestBytes request, long bytes) => Assert.Throws<BusyException>(() => request.Take(bytes)).Reason;
}
