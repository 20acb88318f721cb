using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Tests.Inference.Support;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Tests.Inference.Replicas;

public sealed class ReplicaComparisonTests : IAsyncDisposable
{
    private readonly FakeEngine tried = new();
    private readonly FakeEngine reference = new();
    private readonly ReplicaWorker triedWorker;
    private readonly ReplicaWorker referenceWorker;
    private readonly SemaphoreSlim turn = new(1);

    public ReplicaComparisonTests()
    {
        triedWorker = Worker("birds@2", tried);
        referenceWorker = Worker("birds@1", reference);
    }

    public async ValueTask DisposeAsync()
    {
        await triedWorker.DrainAsync();
        await referenceWorker.DrainAsync();
        turn.Dispose();
    }

    [Fact]
    public async Task Both_run_the_first_image_equally_often_and_each_goes_first_at_times()
    {
        var order = new List<int>();
        tried.OnImage = first => Note(order, 2, first);
        reference.OnImage = first => Note(order, 1, first);
        var runs = await CompareAsync(Images.Of(7, 9));

        Assert.Equal((12, 0, 12, 0, 11), (runs!.TriedRuns, runs.TriedFailures, runs.ReferenceRuns, runs.ReferenceFailures, runs.Times.Count));
        Assert.All(order.Chunk(2), pair => Assert.Equal(3, pair.Sum()));
        Assert.Equal([1, 2], order.Where((_, i) => i % 2 == 0).Distinct().Order());
    }

    [Fact]
    public async Task Failures_belong_to_the_version_that_fails_and_are_not_timed()
    {
        int run = 0;
        tried.OnImage = _ => Fail(++run % 2 == 0);
        var runs = await CompareAsync(Images.Of(7));
        Assert.Equal((12, 6, 12, 0, 5), (runs!.TriedRuns, runs.TriedFailures, runs.ReferenceRuns, runs.ReferenceFailures, runs.Times.Count));
    }

    [Fact]
    public async Task Answers_that_are_no_numbers_are_failures()
    {
        reference.Second = float.NaN;
        var runs = await CompareAsync(Images.Of(7));
        Assert.Equal((0, 12), (runs!.TriedFailures, runs.ReferenceFailures));
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_has_failed()
    {
        var runs = await new ReplicaComparison(turn, TimeProvider.System, seed: 1).RunAsync(
            2, new CompareInput(1, 0, Images.Of(7), false), () => throw new ConflictException("version-not-loadable", "no"), () => Task.FromResult(referenceWorker));
        Assert.Equal((1, 1, 1, 0), (runs!.TriedRuns, runs.TriedFailures, runs.ReferenceRuns, runs.ReferenceFailures));
    }

    [Fact]
    public async Task A_call_that_is_lost_says_nothing_of_a_version()
    {
        var comparison = new ReplicaComparison(turn, TimeProvider.System, seed: 1);
        var input = new CompareInput(1, 0, Images.Of(7), false);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => comparison.RunAsync(2, input, () => throw new SiloUnavailableException("gone"), () => Task.FromResult(referenceWorker)));
        Assert.Equal(1, turn.CurrentCount);
    }

    [Fact]
    public async Task Replicas_on_their_way_out_are_left_alone()
    {
        await referenceWorker.DrainAsync();
        Assert.Null(await CompareAsync(Images.Of(7)));
        await triedWorker.DrainAsync();
        Assert.Null(await CompareAsync(Images.Of(7)));
    }

    [Fact]
    public async Task Requests_are_answered_meanwhile_and_pairs_in_both_directions_do_not_wait_for_each_other_for_ever()
    {
        var answers = Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? triedWorker : referenceWorker).InferAsync(Images.Of((byte)i), CancellationToken.None)).ToList();
        var forth = CompareAsync(Images.Of(7));
        var back = new ReplicaComparison(turn, TimeProvider.System, seed: 2).RunAsync(1, new CompareInput(2, 0, Images.Of(7), false), () => Task.FromResult(referenceWorker), () => Task.FromResult(triedWorker));
        await Task.WhenAll(answers).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.NotNull(await forth);
        Assert.NotNull(await back);
    }

    [Fact]
    public async Task A_network_that_hangs_does_not_take_the_other_one_along()
    {
        await CompareAsync(Images.Of(7));
        var comparison = new ReplicaComparison(turn, TimeProvider.System, seed: 1);
        tried.Hold();
        try
        {
            var runs = await comparison.RunAsync(2, new CompareInput(1, 0, Images.Of(7), false), () => Task.FromResult(triedWorker), () => Task.FromResult(referenceWorker));
            Assert.Equal((1, 5000d), (runs!.Times.Count, runs.Times[0].TriedMs));
            var answer = await referenceWorker.InferAsync(Images.Of(9), CancellationToken.None);
            Assert.Equal(9, answer.FirstLogits()[0]);
        }
        finally
        {
            tried.Go();
        }
    }

    [Theory]
    [InlineData(PixelFormat.Bytes)]
    [InlineData(PixelFormat.Floats)]
    public async Task An_image_of_another_size_is_brought_to_the_networks(PixelFormat format)
    {
        const int Side = 5;
        byte[] pixels = new byte[PreparedImages.BytesPerImage(format, Side)];
        pixels[0] = 42;
        var seen = new List<byte>();
        tried.OnImage = seen.Add;
        var runs = await CompareAsync(new InferInput(pixels, format, 1, InferencePriority.Normal, null));
        Assert.Equal(0, runs!.TriedFailures + runs.ReferenceFailures);
        Assert.All(seen, first => Assert.Equal(42, first));
    }

    private static void Note(List<int> order, int version, byte first)
    {
        Assert.Equal(7, first);
        lock (order)
        {
            order.Add(version);
        }
    }

    private static void Fail(bool fails)
    {
        if (fails)
        {
            throw new InvalidOperationException("broken");
        }
    }

    private static ReplicaWorker Worker(string key, FakeEngine engine) =>
        new(key, engine, new InferenceOptions(), new ReplicaStatistics(TimeProvider.System), new ReplicaMeter("birds", 1), TimeProvider.System);

    private Task<PairedRuns?> CompareAsync(InferInput image) => new ReplicaComparison(turn, TimeProvider.System, seed: 1).RunAsync(
        2, new CompareInput(1, 0, image, false), () => Task.FromResult(triedWorker), () => Task.FromResult(referenceWorker));
}
