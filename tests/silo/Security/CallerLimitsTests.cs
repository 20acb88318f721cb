using BirdGrid.TestSupport;
using BirdGrid.Grains;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security.Limits;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Rates, quotas and concurrency of one caller, on a clock of the test's own.</summary>
public sealed class CallerLimitsTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 5, 1, 23, 59, 0, TimeSpan.Zero));

    [Fact]
    public void A_rate_lets_a_burst_through_and_then_as_many_as_it_says()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 5, clock);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => bucket.TryTake(1, out double _)));

        Assert.False(bucket.TryTake(1, out double retryMs));
        Assert.Equal(100, retryMs, tolerance: 0.1);
        clock.Advance(TimeSpan.FromMilliseconds(retryMs));
        Assert.True(bucket.TryTake(1, out _));

        int taken = 0;
        for (int i = 0; i < 1000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            taken += bucket.TryTake(1, out _) ? 1 : 0;
        }

        Assert.InRange(taken, 99, 101);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => bucket.TryTake(1, out double _)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 16)]
    [InlineData(4, 16)]
    [InlineData(10, 3)]
    public void Batches_get_no_more_photos_than_single_ones(double perSecond, int batch)
    {
        var usage = new CallerUsage(new CallerLimits { PhotosPerSecond = perSecond }, clock);
        int photos = 0;
        for (int i = 0; i < 10_000; i++)
        {
            try
            {
                usage.TakePhotos(batch);
                photos += batch;
            }
            catch (BusyException busy)
            {
                // Exactly when it says there is room, and not a moment before.
                Assert.Equal("photo-rate-limited", busy.Reason);
                clock.Advance(TimeSpan.FromMilliseconds(busy.RetryAfterMs!.Value - 1));
                Assert.Throws<BusyException>(() => usage.TakePhotos(batch));
                clock.Advance(TimeSpan.FromMilliseconds(2));
                usage.TakePhotos(batch);
                photos += batch;
                i += 1000;
            }

            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        double seconds = (clock.GetUtcNow() - new DateTimeOffset(2026, 5, 1, 23, 59, 0, TimeSpan.Zero)).TotalSeconds;
        Assert.InRange(photos, batch, (perSecond * seconds) + perSecond + (2 * batch));
    }

    [Fact]
    public void A_batch_above_the_burst_is_let_through_and_owed()
    {
        var usage = new CallerUsage(new CallerLimits { PhotosPerSecond = 1 }, clock);
        usage.TakePhotos(16);
        Assert.Equal(16_000, Assert.Throws<BusyException>(() => usage.TakePhotos(1)).RetryAfterMs!.Value, tolerance: 1);
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1_000, Assert.Throws<BusyException>(() => usage.TakePhotos(16)).RetryAfterMs!.Value, tolerance: 1);
        clock.Advance(TimeSpan.FromSeconds(1));
        usage.TakePhotos(16);
    }

    [Fact]
    public void A_debt_of_centuries_is_no_overflow()
    {
        var bucket = new TokenBucket(perSecond: 1e-12, burst: 1, clock);
        Assert.True(bucket.TryTake(10_000, out _));
        Assert.False(bucket.TryTake(1, out double retryMs));
        Assert.True(retryMs > 0);
    }

    [Fact]
    public void Many_at_once_take_no_more_than_there_is()
    {
        var bucket = new TokenBucket(perSecond: 1, burst: 1000, clock);
        int taken = 0;
        Parallel.For(0, 5000, _ => Interlocked.Add(ref taken, bucket.TryTake(1, out double _) ? 1 : 0));
        Assert.Equal(1000, taken);
    }

    [Fact]
    public void Calls_at_the_same_time_are_limited_and_free_again_at_their_end()
    {
        var usage = new CallerUsage(new CallerLimits { ConcurrentCalls = 2 }, clock);
        usage.Begin();
        usage.Begin();
        Assert.Equal("too-many-calls", Assert.Throws<BusyException>(usage.Begin).Reason);
        usage.End();
        usage.Begin();
        Assert.False(usage.IsIdle(TimeSpan.Zero));
    }

    [Fact]
    public void A_call_that_is_refused_for_its_rate_does_not_count_as_running()
    {
        var usage = new CallerUsage(new CallerLimits { RequestsPerSecond = 1, ConcurrentCalls = 1 }, clock);
        usage.Begin();
        usage.End();
        Assert.Equal("rate-limited", Assert.Throws<BusyException>(usage.Begin).Reason);
        clock.Advance(TimeSpan.FromSeconds(1));
        usage.Begin();
    }

    [Fact]
    public void A_quota_lasts_until_midnight()
    {
        var usage = new CallerUsage(new CallerLimits { PhotosPerDay = 3 }, clock);
        usage.TakePhotos(2);
        var used = Assert.Throws<BusyException>(() => usage.TakePhotos(2));
        Assert.Equal("photo-quota-used-up", used.Reason);
        Assert.Equal(60_000, used.RetryAfterMs);
        usage.TakePhotos(1);

        clock.Advance(TimeSpan.FromMinutes(1));
        usage.TakePhotos(3);
        Assert.Throws<BusyException>(() => usage.TakePhotos(1));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(400)]
    public void A_clock_that_steps_and_is_put_right_neither_gives_nor_takes_photos(int days)
    {
        var stepping = new SteppingClock(clock);
        var quota = new PhotoQuota(perDay: 10, stepping);
        quota.Take(7);

        stepping.StepWall(TimeSpan.FromDays(days));
        quota.Take(10);
        Assert.Throws<BusyException>(() => quota.Take(1));

        // What was taken before the step is still told, under its own day.
        var (day, photos) = quota.Untold();
        Assert.Equal(7, photos);
        quota.Told(day, photos, total: 8);

        stepping.StepWall(TimeSpan.FromDays(-days));
        quota.Take(2);
        Assert.Throws<BusyException>(() => quota.Take(1));
    }

    [Fact]
    public void Photos_of_other_silos_count_once_they_are_known()
    {
        var quota = new PhotoQuota(perDay: 10, clock);
        quota.Take(2);
        var (day, photos) = quota.Untold();
        quota.Take(1);
        quota.Told(day, photos, total: 8);

        Assert.Equal(1, quota.Untold().Photos);
        quota.Take(1);
        Assert.Throws<BusyException>(() => quota.Take(1));
    }
}
