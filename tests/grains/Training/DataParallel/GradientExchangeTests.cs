using System.Runtime.InteropServices;
using BirdGrid.Grains.Training.DataParallel;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Training.DataParallel;

/// <summary>The exchange between devices of one process, each with its own buffers; they take turns, as the calls of a grain do.</summary>
public sealed class GradientExchangeTests
{
    private const long Fence = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(2, 4 << 20)]
    [InlineData(3, 256)]
    [InlineData(5, 64)]
    public Task Every_device_gets_the_sum_in_the_order_of_ranks_step_after_step(int devices, int maximumSliceBytes) => Turns.RunAsync(async () =>
    {
        var exchanges = Exchanges(devices, TimeProvider.System, maximumSliceBytes);
        foreach (var (step, length) in new[] { (7, 1000), (8, 1000), (9, 1234) })
        {
            float[][] contributions = [.. Enumerable.Range(0, devices).Select(rank => Contribution(rank, step, length))];
            float[] expected = contributions.Aggregate((upTo, next) => [.. upTo.Zip(next, (a, b) => a + b)]);
            var sums = await Task.WhenAll(exchanges.Select((exchange, rank) => SumAsync(exchange, step, contributions[rank])));
            Assert.All(sums, sum => Assert.Equal(expected, sum));
        }

        Assert.All(exchanges, exchange => Assert.True(exchange.ReceivedBytes > 0 && exchange.Seconds > 0));
    });

    [Fact]
    public Task Another_runs_fence_and_a_past_step_are_refused() => Turns.RunAsync(async () =>
    {
        var exchanges = Exchanges(2, TimeProvider.System);
        await Task.WhenAll(exchanges.Select(exchange => SumAsync(exchange, 5, Contribution(0, 5, 10))));
        Assert.Throws<PeerLostException>(() => GradientExchange.Require(exchanges[0], Fence - 1));
        Assert.Throws<PeerLostException>(() => GradientExchange.Require(null, Fence));
        await Assert.ThrowsAsync<PeerLostException>(() => exchanges[0].AnswerContributionAsync(4, 0, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<PeerLostException>(() => exchanges[0].AnswerSumAsync(4, 0, TestContext.Current.CancellationToken));
        Assert.NotEmpty((await exchanges[0].AnswerContributionAsync(5, 0, TestContext.Current.CancellationToken)).Values);
    });

    [Fact]
    public Task What_ended_a_device_reaches_the_others() => Turns.RunAsync(async () =>
    {
        var exchanges = Exchanges(3, TimeProvider.System);
        var waiting = new[] { 0, 1 }.Select(rank => SumAsync(exchanges[rank], 0, Contribution(rank, 0, 100))).ToList();
        exchanges[2].Close(new ConflictException("device-failed", "Device 3 of 3 failed: no memory."));
        foreach (var sum in waiting)
        {
            Assert.Equal("Device 3 of 3 failed: no memory.", (await Assert.ThrowsAsync<ConflictException>(() => sum)).Message);
        }
    });

    [Fact]
    public Task A_device_that_does_not_answer_is_lost_once_patience_is_over() => Turns.RunAsync(async () =>
    {
        var clock = new FakeTimeProvider();
        var peers = Peers(2);
        peers[1].Instead = () => throw new TimeoutException("no answer");
        var exchange = Join(peers, 0, clock);
        var sum = SumAsync(exchange, 0, Contribution(0, 0, 100));
        await AdvanceUntilDoneAsync(clock, sum);
        Assert.Contains("Device 2 of 2 does not answer", (await Assert.ThrowsAsync<PeerLostException>(() => sum)).Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_device_that_answers_but_never_finishes_is_lost_and_the_leader_is_waited_for() => Turns.RunAsync(async () =>
    {
        var clock = new FakeTimeProvider();
        var peers = Peers(2);
        var leader = Join(peers, 0, clock);
        Join(peers, 1, clock);
        var impatient = SumAsync(leader, 0, Contribution(0, 0, 100));
        await AdvanceUntilDoneAsync(clock, impatient);
        Assert.Contains("has not finished step 0", (await Assert.ThrowsAsync<PeerLostException>(() => impatient)).Message, StringComparison.Ordinal);

        var again = Peers(2);
        leader = Join(again, 0, clock);
        var member = Join(again, 1, clock);
        var patient = SumAsync(member, 0, Contribution(1, 0, 100));
        for (int second = 0; second < 3 * Patience.TotalSeconds; second += 5)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.False(patient.IsCompleted);
        await Task.WhenAll(patient, SumAsync(leader, 0, Contribution(0, 0, 100)));
    });

    [Fact]
    public Task A_call_that_is_lost_is_made_again() => Turns.RunAsync(async () =>
    {
        var peers = Peers(2);
        int lost = 0;
        peers[1].Instead = () => Interlocked.Increment(ref lost) <= 2 ? throw new TimeoutException("lost") : Task.CompletedTask;
        GradientExchange[] exchanges = [Join(peers, 0, TimeProvider.System), Join(peers, 1, TimeProvider.System)];
        var sums = await Task.WhenAll(exchanges.Select((exchange, rank) => SumAsync(exchange, 0, Contribution(rank, 0, 100))));
        Assert.Equal(sums[0], sums[1]);
        Assert.True(lost > 2);
    });

    private static async Task AdvanceUntilDoneAsync(FakeTimeProvider clock, Task task)
    {
        for (int turn = 0; turn < 10_000 && !task.IsCompleted; turn++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
    }

    private static async Task<float[]> SumAsync(GradientExchange exchange, long step, float[] contribution)
    {
        contribution.CopyTo(MemoryMarshal.Cast<byte, float>(exchange.Contribution(contribution.Length).Span));
        var sum = await exchange.SumAsync(step, TestContext.Current.CancellationToken);
        return MemoryMarshal.Cast<byte, float>(sum.Span).ToArray();
    }

    private static float[] Contribution(int rank, int step, int length)
    {
        var random = new Random(HashCode.Combine(rank, step));
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static FakePeer[] Peers(int devices) => [.. Enumerable.Range(0, devices).Select(_ => new FakePeer())];

    private static GradientExchange[] Exchanges(int devices, TimeProvider clock, int maximumSliceBytes = 4 << 20)
    {
        var peers = Peers(devices);
        return [.. Enumerable.Range(0, devices).Select(rank => Join(peers, rank, clock, maximumSliceBytes))];
    }

    private static GradientExchange Join(FakePeer[] peers, int rank, TimeProvider clock, int maximumSliceBytes = 4 << 20) =>
        peers[rank].Exchange = new GradientExchange(Fence, rank, peers, Patience, clock, maximumSliceBytes);
}
