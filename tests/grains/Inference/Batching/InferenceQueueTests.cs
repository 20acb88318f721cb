using BirdGrid.Grains.Inference.Batching;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Tests.Inference.Support;
using CsCheck;

namespace BirdGrid.Grains.Tests.Inference.Batching;

public sealed class InferenceQueueTests
{
    private readonly List<PendingInference> batch = [];
    private readonly List<PendingInference> late = [];

    [Fact]
    public void Higher_priorities_go_first_and_equal_ones_in_order()
    {
        var queue = Queue(limit: 100, maximum: 3);
        PendingInference[] added = [Pending(InferencePriority.Low), Pending(), Pending(InferencePriority.High), Pending(), Pending(InferencePriority.Shadow)];
        Assert.All(added, request => Assert.True(queue.TryAdd(request)));

        Assert.True(queue.Take(batch, late));
        Assert.Equal([added[2], added[1], added[3]], batch);
        Assert.True(queue.Take(batch, late));
        Assert.Equal([added[0], added[4]], batch);
        Assert.Equal(0, queue.Images);
    }

    [Fact]
    public void A_full_queue_takes_no_more_and_shadows_have_a_quarter_of_it()
    {
        var queue = Queue(limit: 8, maximum: 4);
        Assert.True(queue.TryAdd(Pending(InferencePriority.Shadow)));
        Assert.True(queue.TryAdd(Pending(InferencePriority.Shadow)));
        Assert.False(queue.TryAdd(Pending(InferencePriority.Shadow)));
        for (int i = 0; i < 6; i++)
        {
            Assert.True(queue.TryAdd(Pending()));
        }

        Assert.Equal(8, queue.Images);
    }

    [Fact]
    public async Task Shadows_make_room_for_callers()
    {
        var queue = Queue(limit: 4, maximum: 4);
        var shadow = Pending(InferencePriority.Shadow);
        Assert.True(queue.TryAdd(shadow));
        for (int i = 0; i < 4; i++)
        {
            Assert.True(queue.TryAdd(Pending()));
        }

        Assert.False(queue.TryAdd(Pending()));
        Assert.Equal("shadow-turned-away", (await Assert.ThrowsAsync<BusyException>(() => shadow.Answer)).Reason);
    }

    [Fact]
    public void Who_is_cancelled_leaves_room_at_once()
    {
        var queue = Queue(limit: 1, maximum: 1);
        var first = Pending();
        Assert.True(queue.TryAdd(first));
        Assert.False(queue.TryAdd(Pending()));
        Assert.True(queue.TryRemove(first));
        Assert.False(queue.TryRemove(first));
        Assert.True(queue.TryAdd(Pending()));
    }

    [Fact]
    public void Who_waited_too_long_is_told_so_and_not_computed()
    {
        var queue = Queue(limit: 10, maximum: 10);
        long now = TimeProvider.System.GetTimestamp();
        var expired = new PendingInference(Images.Of(1), now, now);
        var fresh = Pending();
        queue.TryAdd(expired);
        queue.TryAdd(fresh);

        Assert.True(queue.Take(batch, late));
        Assert.Equal([fresh], batch);
        Assert.Equal([expired], late);
    }

    [Fact]
    public void A_closed_queue_gives_what_waits_and_then_ends()
    {
        var queue = Queue(limit: 10, maximum: 10);
        queue.TryAdd(Pending());
        queue.Close();
        Assert.False(queue.TryAdd(Pending()));
        Assert.True(queue.Take(batch, late));
        Assert.Single(batch);
        Assert.False(queue.Take(batch, late));
    }

    [Fact]
    public async Task A_delayed_batch_goes_when_its_time_is_over_though_it_is_not_full()
    {
        var queue = new InferenceQueue(10, new BatchRules(4, [], TimeSpan.FromMilliseconds(30)), TimeProvider.System);
        var request = Pending();
        queue.TryAdd(request);
        Assert.True(await Task.Run(() => queue.Take(batch, late)).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal([request], batch);
    }

    [Fact]
    public void No_batch_passes_the_maximum_and_nothing_is_lost_or_doubled() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 40], Gen.Int[0, 3].Array[40], Gen.Int[4, 9]).Sample((counts, priorities, maximum) =>
        {
            var queue = Queue(limit: 1000, maximum);
            var added = counts.Select((count, i) => Pending((InferencePriority)priorities[i], count)).ToList();
            var expected = added.Where(queue.TryAdd).ToList();
            var taken = new List<PendingInference>();
            var own = new List<PendingInference>();
            while (queue.Images > 0)
            {
                Assert.True(queue.Take(own, []));
                Assert.InRange(own.Sum(b => b.Input.Count), 1, maximum);
                taken.AddRange(own);
            }

            Assert.Equal(expected.OrderBy(e => e.Input.Priority), taken);
        }, seed: "0N0XIzNsQ0O2");

    private static InferenceQueue Queue(int limit, int maximum) => new(limit, new BatchRules(maximum, [], TimeSpan.Zero), TimeProvider.System);

    private static PendingInference Pending(InferencePriority priority = InferencePriority.Normal, int count = 1) =>
        new(Images.Of(priority, null, new byte[count]), TimeProvider.System.GetTimestamp(), long.MaxValue);
}
