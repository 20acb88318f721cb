using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Placement;
using BirdGrid.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Augmentation.Batches;

public sealed class BatchSourceTests
{
    private static readonly SiloMember First = FakeAugmenters.Silo(1);
    private static readonly SiloMember Second = FakeAugmenters.Silo(2);
    private static readonly TimeSpan Forever = Timeout.InfiniteTimeSpan;

    private readonly SimulatedReading reading = new() { Clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)) };
    private readonly FakeAugmenters silos;

    /// <summary>Steps of the wall clock: a laptop that slept, a wrong time zone, a battery that is empty, somebody's typing.</summary>
    public static TheoryData<TimeSpan> Steps => [TimeSpan.FromMinutes(31), TimeSpan.FromDays(1), TimeSpan.FromDays(400), TimeSpan.FromHours(-3), TimeSpan.FromDays(-1)];

    public BatchSourceTests() => silos = new FakeAugmenters(reading.Clock).Join(First, Second);

    [Fact]
    public async Task Batches_come_in_order_though_silos_answer_out_of_order()
    {
        int asked = 0;
        silos.Latency = (_, _) => TimeSpan.FromMilliseconds(asked++ % 3 == 0 ? 200 : 20);
        var requests = SimulatedReading.Requests(40);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), requests);
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), reading.Batches);
        Assert.Equal(0, silos.Running);
    }

    [Fact]
    public async Task Credit_follows_the_cores_and_is_used_to_the_full_and_never_exceeded()
    {
        var large = FakeAugmenters.Silo(3, cores: 6);
        silos.Join(large);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions { ReadAheadBatches = 16 }), SimulatedReading.Requests(120));
        Assert.Equal((2, 2, 6), (silos.MostOutstanding[First], silos.MostOutstanding[Second], silos.MostOutstanding[large]));
        Assert.Equal(120, silos.Asked.Count);
    }

    [Fact]
    public async Task A_faster_silo_gets_more_work()
    {
        silos.Latency = (silo, _) => TimeSpan.FromMilliseconds(silo == First ? 20 : 100);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions { HedgeShare = 0 }), SimulatedReading.Requests(100));
        Assert.InRange(AskedOf(First), 2 * AskedOf(Second), 100);
    }

    [Fact]
    public async Task Reading_ahead_is_bounded_by_number_and_by_size()
    {
        Assert.Equal(8, await MostAheadAsync(new AugmentationOptions { ReadAheadBatches = 4, CreditPerCore = 32 }));
        Assert.Equal(2, await MostAheadAsync(new AugmentationOptions { ReadAheadBatches = 4, CreditPerCore = 32, ReadAheadMiB = 1 }));
    }

    [Fact]
    public async Task A_late_batch_is_asked_of_another_silo_and_the_slow_request_is_withdrawn()
    {
        var requests = SimulatedReading.Requests(30);
        silos.Latency = (silo, request) => silo == First && request.Photos[0] == requests[15].Photos[0] ? Forever : TimeSpan.FromMilliseconds(30);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), requests);
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), reading.Batches);
        Assert.InRange(silos.Asked.Count, 30, 31);
        Assert.Equal(0, silos.Running);
    }

    [Fact]
    public async Task A_single_silo_is_never_asked_twice()
    {
        silos.Drain(Second);
        int asked = 0;
        silos.Latency = (_, _) => TimeSpan.FromMilliseconds(++asked == 12 ? 20_000 : 30);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), SimulatedReading.Requests(30));
        Assert.Equal(30, silos.Asked.Count);
    }

    [Fact]
    public async Task Hedges_are_a_bounded_share()
    {
        int asked = 0;
        silos.Latency = (_, _) => TimeSpan.FromMilliseconds(++asked % 5 == 0 ? 2_000 : 20);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions { HedgeShare = 0.02 }), SimulatedReading.Requests(200));
        Assert.InRange(silos.Asked.Count, 201, 200 + 4 + 5);
    }

    [Fact]
    public async Task What_a_draining_silo_was_asked_for_moves_at_once()
    {
        silos.Latency = (silo, _) => silo == First ? Forever : TimeSpan.FromMilliseconds(20);
        var requests = SimulatedReading.Requests(20);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions { HedgeShare = 0 }), requests, step =>
        {
            if (step == 50)
            {
                silos.Drain(First);
            }
        });
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), reading.Batches);
        Assert.Equal(2, AskedOf(First));
        Assert.Equal(22, silos.Asked.Count);
    }

    [Fact]
    public async Task A_request_that_is_lost_is_asked_of_another_silo_and_the_lost_one_is_left_alone_for_a_while()
    {
        silos.Latency = (silo, _) => silo == First ? throw new SiloUnavailableException() : TimeSpan.FromMilliseconds(20);
        var requests = SimulatedReading.Requests(40);
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), requests);
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), reading.Batches);
        Assert.InRange(AskedOf(First), 1, 4);
    }

    [Fact]
    public async Task A_silo_that_joins_is_used()
    {
        silos.Drain(Second);
        int joined = 0;
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), SimulatedReading.Requests(100), step =>
        {
            if (step == 30)
            {
                joined = silos.Asked.Count;
                silos.Join(Second);
            }
        });
        int firstUse = silos.Asked.FindIndex(a => a.Silo == Second);
        Assert.InRange(firstUse - joined, 0, 10);
    }

    [Fact]
    public async Task Without_a_silo_the_session_says_so_and_goes_on_when_one_comes()
    {
        silos.Drain(First);
        silos.Drain(Second);
        var said = new List<string>();
        var source = new BatchSource(silos, new AugmentationOptions())
        {
            WaitsFor = message =>
            {
                said.Add(message);
                return Task.CompletedTask;
            },
        };
        var requests = SimulatedReading.Requests(10);
        await reading.RunAsync(source, requests, step =>
        {
            if (step == 500)
            {
                silos.Join(First);
            }
        });
        Assert.Equal(["Waits for a silo with the role cpu (or all): none is active."], said);
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), reading.Batches);
        Assert.InRange(source.WaitedSeconds, 5, 7);
    }

    [Fact]
    public async Task Patience_ends_with_a_sentence_that_says_what_is_missing()
    {
        silos.Drain(First);
        silos.Drain(Second);
        var failure = await Assert.ThrowsAsync<BusyException>(() =>
            reading.RunAsync(new BatchSource(silos, new AugmentationOptions { PatienceSeconds = 20 }), SimulatedReading.Requests(3)));
        Assert.Equal("no-batches", failure.Reason);
        Assert.Contains("no silo with the role cpu", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_wall_clock_that_steps_ends_no_patience(TimeSpan step)
    {
        // Every batch takes seconds, and the clock steps while it is waited for.
        var clock = new SteppingClock(reading.Clock);
        var stepped = new SimulatedReading { Clock = reading.Clock, Seen = clock };
        silos.Latency = (_, _) => TimeSpan.FromSeconds(5);
        var requests = SimulatedReading.Requests(8);
        await stepped.RunAsync(new BatchSource(silos, new AugmentationOptions { PatienceSeconds = 1800 }), requests, number =>
        {
            if (number % 250 == 249)
            {
                clock.StepWall(step);
            }
        });

        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), stepped.Batches);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_wall_clock_that_steps_delays_no_second_attempt(TimeSpan step)
    {
        var clock = new SteppingClock(reading.Clock);
        var stepped = new SimulatedReading { Clock = reading.Clock, Seen = clock, MostSteps = 3000 };
        bool isCut = true;
        silos.Latency = (_, _) => isCut ? throw new SiloUnavailableException("The cable is cut.") : TimeSpan.FromMilliseconds(20);
        var requests = SimulatedReading.Requests(20);
        await stepped.RunAsync(new BatchSource(silos, new AugmentationOptions { PatienceSeconds = 1800 }), requests, number =>
        {
            if (number == 100)
            {
                clock.StepWall(step);
                isCut = false;
            }
        });

        // Half a minute at most, whatever the clock says: the rest after failures is as long as it always is.
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), stepped.Batches);
    }

    [Fact]
    public async Task Patience_ends_though_the_wall_clock_goes_back_all_the_time()
    {
        var clock = new SteppingClock(reading.Clock);
        var stepped = new SimulatedReading { Clock = reading.Clock, Seen = clock };
        silos.Latency = (_, _) => throw new SiloUnavailableException("The cable is cut.");
        await Assert.ThrowsAsync<BusyException>(() => stepped.RunAsync(
            new BatchSource(silos, new AugmentationOptions { PatienceSeconds = 60 }), SimulatedReading.Requests(3), _ => clock.StepWall(TimeSpan.FromSeconds(-1))));
    }

    [Fact]
    public async Task Patience_ends_where_every_silo_fails()
    {
        silos.Latency = (_, _) => throw new SiloUnavailableException("The cable is cut.");
        var failure = await Assert.ThrowsAsync<BusyException>(() =>
            reading.RunAsync(new BatchSource(silos, new AugmentationOptions { PatienceSeconds = 60 }), SimulatedReading.Requests(3)));
        Assert.Contains("The cable is cut.", failure.Message, StringComparison.Ordinal);
        Assert.InRange(silos.Asked.Count, 6, 200);
    }

    [Fact]
    public async Task An_error_of_the_request_itself_is_the_readers_after_three_tries()
    {
        silos.Latency = (_, request) => request.Photos[0] == 8 ? throw new FormatException("No such policy.") : TimeSpan.FromMilliseconds(20);
        var failure = await Assert.ThrowsAsync<FormatException>(() => reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), SimulatedReading.Requests(10)));
        Assert.Equal("No such policy.", failure.Message);
        Assert.Equal(3, silos.Asked.Count(a => a.Request.Photos[0] == 8));
        Assert.Equal(0, silos.Running);
    }

    [Fact]
    public async Task A_cancelled_reading_leaves_nothing_running()
    {
        silos.Latency = (_, _) => Forever;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            reading.RunAsync(new BatchSource(silos, new AugmentationOptions()), SimulatedReading.Requests(10), step => StopAt(step, stop), stop.Token));
        Assert.Equal(4, silos.Asked.Count);
        Assert.Equal(0, silos.Running);
    }

    [Fact]
    public async Task A_large_batch_comes_in_pieces_of_the_bounded_size()
    {
        // 300 x 300 x 3 bytes: three photos fit a MiB, so ten photos make four pieces.
        var request = SimulatedReading.Requests(1, photos: 10, imageSize: 300)[0] with { Repeats = [.. Enumerable.Range(0, 10)] };
        await reading.RunAsync(new BatchSource(silos, new AugmentationOptions { PieceMiB = 1 }), [request, request with { Epoch = 1 }]);
        Assert.Equal([FakeAugmenters.PixelsOf(request), FakeAugmenters.PixelsOf(request with { Epoch = 1 })], reading.Batches);
        Assert.Equal(8, silos.Asked.Count);
        Assert.All(silos.Asked, a => Assert.InRange(a.Request.Photos.Count, 2, 3));
    }

    private static void StopAt(int step, CancellationTokenSource stop)
    {
        if (step == 20)
        {
            stop.Cancel();
        }
    }

    private static async Task<int> MostAheadAsync(AugmentationOptions options)
    {
        // 4 x 200 x 200 x 3 bytes: two batches fit a MiB.
        int most = 0;
        int used = 0;
        var clock = new FakeTimeProvider();
        var fake = new FakeAugmenters(clock).Join(First, Second);
        var reading = new SimulatedReading { Clock = clock, Work = _ => Look() };
        await reading.RunAsync(new BatchSource(fake, options), SimulatedReading.Requests(30, photos: 4, imageSize: 200));
        return most;

        async Task Look()
        {
            used++;
            await Task.Delay(TimeSpan.FromMilliseconds(500), clock);
            most = Math.Max(most, fake.Asked.Count - used);
        }
    }

    private int AskedOf(SiloMember silo) => silos.Asked.Count(a => a.Silo == silo);
}
