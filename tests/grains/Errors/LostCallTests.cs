using BirdGrid.Grains.Devices;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Errors;

public sealed class LostCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task A_lost_call_is_made_again_until_it_is_answered()
    {
        Exception[] losses = [new SiloUnavailableException("gone"), new TimeoutException(), new ExecutorStoppedException("device"), new ObjectDisposedException("silo")];

        int answer = await FinishAsync(LostCall.RepeatAsync(lost => lost < losses.Length ? throw losses[lost] : Task.FromResult(lost), Patience, clock, CancellationToken.None));

        Assert.Equal(losses.Length, answer);
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        int calls = 0;

        await Assert.ThrowsAsync<NotFoundException>(() => LostCall.RepeatAsync<int>(
            _ =>
            {
                calls++;
                throw new NotFoundException("unknown-model", "There is no such model.");
            },
            Patience,
            clock,
            CancellationToken.None));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Patience_ends_with_the_last_loss()
    {
        int calls = 0;
        var call = FinishAsync(LostCall.RepeatAsync<int>(lost => throw new TimeoutException($"{calls = lost + 1}"), Patience, clock, CancellationToken.None));

        var last = await Assert.ThrowsAsync<TimeoutException>(() => call);

        Assert.Equal($"{calls}", last.Message);
        Assert.InRange(calls, 10, 100);
    }

    [Fact]
    public async Task A_caller_that_has_gone_is_not_served_again()
    {
        using var gone = new CancellationTokenSource();

        await Assert.ThrowsAsync<TimeoutException>(() => LostCall.RepeatAsync<int>(
            _ =>
            {
                gone.Cancel();
                throw new TimeoutException();
            },
            Patience,
            clock,
            gone.Token));
    }

    private async Task<int> FinishAsync(Task<int> call)
    {
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await call;
    }
}
