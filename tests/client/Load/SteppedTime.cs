using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Client.Tests.Load;

/// <summary>A clock that moves only while somebody waits for it: whoever is to act at a time has acted before time goes on.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset alarm = DateTimeOffset.MinValue;
    private TaskCompletionSource set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Moves the clock as soon as a timer is set for later.</summary>
    public async Task StepAsync(TimeSpan step)
    {
        while (AlarmSet() is { } awaited)
        {
            await awaited;
        }

        Advance(step);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    private Task? AlarmSet()
    {
        lock (gate)
        {
            return alarm > GetUtcNow() ? null : set.Task;
        }
    }

    private void Note(TimeSpan dueTime)
    {
        if (dueTime <= TimeSpan.Zero)
        {
            return;
        }

        TaskCompletionSource noted;
        lock (gate)
        {
            alarm = GetUtcNow() + dueTime;
            noted = set;
            set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        noted.SetResult();
    }

    private sealed class WatchedTimer(SteppedTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool isChanged = timer.Change(dueTime, period);
            time.Note(dueTime);
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
