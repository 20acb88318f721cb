using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Tests.Inference.Support;

namespace BirdGrid.Grains.Tests.Inference.Replicas;

public sealed class ReplicaWorkerTests
{
    private readonly FakeEngine engine = new();
    private readonly ReplicaStatistics statistics = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_while_a_batch_runs_shares_the_next_one()
    {
        var worker = Worker();
        engine.Hold();
        var first = worker.InferAsync(Images.Of(1), Token);
        await engine.BegunAsync();
        var others = Enumerable.Range(2, 5).Select(i => worker.InferAsync(Images.Of((byte)i), Token)).ToList();
        engine.Go();

        Assert.Equal(new[] { 1f }, (await first).FirstLogits());
        var outputs = await Task.WhenAll(others);
        Assert.Equal([2f, 3f, 4f, 5f, 6f], outputs.SelectMany(o => o.FirstLogits()));
        Assert.All(outputs, output => Assert.Equal(5, output.BatchSize));
        Assert.Equal([1, 5], engine.Batches);
        var done = statistics.Snapshot();
        Assert.Equal((6, 2, 6), (done.Images, done.Executions, done.Success.Count));
        await worker.DrainAsync();
    }

    [Fact]
    public async Task Requests_of_several_images_get_their_own_rows()
    {
        var worker = Worker();
        engine.Hold();
        var blocker = worker.InferAsync(Images.Of(0), Token);
        await engine.BegunAsync();
        var two = worker.InferAsync(Images.Of(7, 8), Token);
        var three = worker.InferAsync(Images.Of(9, 10, 11), Token);
        engine.Go();
        await blocker;

        Assert.Equal(new[] { 7f, 8f }, (await two).FirstLogits());
        Assert.Equal(new[] { 9f, 10f, 11f }, (await three).FirstLogits());
        await worker.DrainAsync();
    }

    [Fact]
    public async Task A_full_queue_turns_away_at_once_and_says_when_to_come_back()
    {
        var worker = Worker(new InferenceOptions { QueueLimit = 2 });
        engine.Hold();
        var running = worker.InferAsync(Images.Of(1), Token);
        await engine.BegunAsync();
        var waiting = new[] { worker.InferAsync(Images.Of(2), Token), worker.InferAsync(Images.Of(3), Token) };

        var busy = await Assert.ThrowsAsync<BusyException>(() => worker.InferAsync(Images.Of(4), Token));
        Assert.Equal("classifier-queue-full", busy.Reason);
        Assert.InRange(busy.RetryAfterMs!.Value, 1, 5000);
        engine.Go();
        await Task.WhenAll([running, .. waiting]);
        Assert.Equal(1, statistics.Snapshot().Rejections["queue-full"]);
        await worker.DrainAsync();
    }

    [Fact]
    public async Task Cancellation_reaches_the_queue()
    {
        var worker = Worker();
        using var gone = new CancellationTokenSource();
        engine.Hold();
        var running = worker.InferAsync(Images.Of(1), Token);
        await engine.BegunAsync();
        var waiting = worker.InferAsync(Images.Of(2), gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, worker.QueueLength);
        engine.Go();
        await running;
        await worker.DrainAsync();
        Assert.Equal([1], engine.Batches);
        Assert.Equal(1, statistics.Snapshot().Rejections["cancelled"]);
    }

    [Fact]
    public async Task A_deadline_that_passes_in_the_queue_is_told_and_not_computed()
    {
        var worker = Worker();
        engine.Hold();
        var running = worker.InferAsync(Images.Of(1), Token);
        await engine.BegunAsync();
        var late = worker.InferAsync(Images.Of(InferencePriority.Normal, 0.001, 2), Token);
        engine.Go();

        Assert.Equal("deadline-in-queue", (await Assert.ThrowsAsync<DeadlineException>(() => late)).Reason);
        await running;
        await worker.DrainAsync();
        Assert.Equal([1], engine.Batches);
    }

    [Fact]
    public async Task One_request_that_cannot_be_computed_costs_the_others_nothing()
    {
        engine.OnImage = first =>
        {
            if (first == 13)
            {
                throw new InvalidOperationException("unlucky");
            }
        };
        var worker = Worker();
        engine.Hold();
        var blocker = worker.InferAsync(Images.Of(0), Token);
        await engine.BegunAsync();
        var fine = worker.InferAsync(Images.Of(5), Token);
        var unlucky = worker.InferAsync(Images.Of(13), Token);
        engine.Go();
        await blocker;

        Assert.Equal(new[] { 5f }, (await fine).FirstLogits());
        Assert.Equal("engine-failed", (await Assert.ThrowsAsync<EngineFaultException>(() => unlucky)).Reason);
        Assert.Equal(1, statistics.Snapshot().Failure.Count);
        await worker.DrainAsync();
    }

    [Fact]
    public async Task Logits_that_are_no_numbers_are_no_answer()
    {
        engine.Second = float.NaN;
        var worker = Worker();
        Assert.Equal("answer-not-finite", (await Assert.ThrowsAsync<EngineFaultException>(() => worker.InferAsync(Images.Of(1), Token))).Reason);
        await worker.DrainAsync();
    }

    [Fact]
    public async Task Images_of_another_size_are_refused_by_number()
    {
        var worker = Worker(new InferenceOptions { MaximumBatchSize = 4 });
        var wrong = await Assert.ThrowsAsync<RefusedException>(() => worker.InferAsync(Images.Of(1) with { Pixels = new byte[11] }, Token));
        Assert.Contains("12 bytes; 11 came", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("wrong-batch-size", (await Assert.ThrowsAsync<RefusedException>(() => worker.InferAsync(Images.Of(1, 2, 3, 4, 5), Token))).Reason);
        await worker.DrainAsync();
    }

    [Fact]
    public async Task Draining_answers_what_waits_and_lets_go_of_the_network()
    {
        var worker = Worker();
        engine.Hold();
        var running = worker.InferAsync(Images.Of(1), Token);
        await engine.BegunAsync();
        var waiting = worker.InferAsync(Images.Of(2), Token);
        var draining = worker.DrainAsync();
        await Assert.ThrowsAsync<ReplicaDrainingException>(() => worker.InferAsync(Images.Of(3), Token));
        Assert.False(engine.IsDisposed);
        engine.Go();

        Assert.Equal(new[] { 1f, 2f }, (await Task.WhenAll(running, waiting)).SelectMany(o => o.FirstLogits()));
        await draining;
        Assert.True(engine.IsDisposed);
    }

    private ReplicaWorker Worker(InferenceOptions? options = null) =>
        new("birds@1", engine, options ?? new InferenceOptions(), statistics, new ReplicaMeter("birds", 1), TimeProvider.System);
}
