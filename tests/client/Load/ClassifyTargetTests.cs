using System.Collections.Concurrent;
using BirdGrid.Client.Load;
using BirdGrid.Client.Tests.Support;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Client.Tests.Load;

public sealed class ClassifyTargetTests
{
    private static readonly IReadOnlyList<ReadOnlyMemory<byte>> Photos = [.. Enumerable.Range(0, 8).Select(i => new ReadOnlyMemory<byte>([(byte)i]))];

    [Fact]
    public async Task Photos_are_sent_in_turn_and_the_servers_timings_come_back()
    {
        var (sent, result) = await SendAsync(new ClassifyTargetOptions { TopK = 3 }, 10);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 0, 1], sent.Select(r => (int)r.Photo[0]));
        Assert.All(sent, r => Assert.Equal(("finches@2", 3), (r.Model, r.TopK)));
        Assert.Equal(new ServerTimings(1, 2, 3, 7, 4), result.Timings);
        Assert.Equal((RequestStatus.Ok, 1), (result.Status, result.Images));
    }

    [Fact]
    public async Task A_seed_shuffles_the_photos_and_each_comes_once_before_any_comes_twice()
    {
        var (first, _) = await SendAsync(new ClassifyTargetOptions { ShuffleSeed = 5 }, 8);
        var (again, _) = await SendAsync(new ClassifyTargetOptions { ShuffleSeed = 5 }, 8);
        byte[] order = [.. first.Select(r => r.Photo[0])];
        Assert.Equal(order, again.Select(r => r.Photo[0]));
        Assert.NotEqual([0, 1, 2, 3, 4, 5, 6, 7], order);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], order.Order().Select(index => (int)index));
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted, RequestStatus.Rejected)]
    [InlineData(StatusCode.DeadlineExceeded, RequestStatus.DeadlineExceeded)]
    [InlineData(StatusCode.Unavailable, RequestStatus.Failed)]
    public async Task What_a_server_refuses_is_a_result(StatusCode code, RequestStatus expected)
    {
        int asked = 0;
        await using var grid = await FakeGrid.StartAsync((_, _) =>
        {
            Interlocked.Increment(ref asked);
            throw new RpcException(new Status(code, "no"));
        });
        using var client = Connect(grid);
        var result = await new ClassifyTarget(client, "finches", Photos).SendAsync(0, CancellationToken.None);
        Assert.Equal((code, expected), (result.Code, result.Status));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_deadline_goes_with_every_request()
    {
        DateTime? told = null;
        await using var grid = await FakeGrid.StartAsync((_, context) =>
        {
            told = context.Deadline;
            return new ClassifyResponse();
        });
        using var client = Connect(grid);
        await new ClassifyTarget(client, "finches", Photos).SendAsync(0, CancellationToken.None);
        Assert.Equal(DateTime.MaxValue, told);
        await new ClassifyTarget(client, "finches", Photos, new ClassifyTargetOptions { Deadline = TimeSpan.FromHours(1) }).SendAsync(0, CancellationToken.None);
        Assert.InRange(told!.Value, DateTime.UtcNow.AddMinutes(30), DateTime.UtcNow.AddMinutes(61));
    }

    [Fact]
    public async Task A_request_that_nobody_waits_for_any_more_is_no_result()
    {
        await using var grid = await FakeGrid.StartAsync();
        using var client = Connect(grid);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ClassifyTarget(client, "finches", Photos).SendAsync(0, new CancellationToken(canceled: true)).AsTask());
    }

    private static BirdGridClient Connect(FakeGrid grid) => new(new BirdGridClientOptions { Address = grid.Url, Attempts = 1 });

    private static async Task<(IReadOnlyCollection<ClassifyRequest> Sent, RequestResult Last)> SendAsync(ClassifyTargetOptions options, int count)
    {
        var sent = new ConcurrentQueue<ClassifyRequest>();
        await using var grid = await FakeGrid.StartAsync((request, _) =>
        {
            sent.Enqueue(request);
            return new ClassifyResponse { Timings = new ClassifyTimings { DecodeMs = 1, QueueMs = 2, ComputeMs = 3, TotalMs = 7, BatchSize = 4 } };
        });
        using var client = Connect(grid);
        var target = new ClassifyTarget(client, "finches@2", Photos, options);
        RequestResult last = default;
        for (int i = 0; i < count; i++)
        {
            last = await target.SendAsync(i, CancellationToken.None);
        }

        return (sent, last);
    }
}
