using BirdGrid.Grains.Devices.Pool;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Training;

/// <content>A device for the session, and a trainer on it, for as long as the session has not ended.</content>
public sealed partial class TrainingSessionGrain
{
    private const int MaximumStartsWithoutProgress = 5;

    // Twice as long after each start without progress: five of them last a minute, longer than it takes to miss a silo and start it again.
    private static readonly TimeSpan FirstRestartPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWithoutStore = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PauseForDisk = TimeSpan.FromSeconds(15);

    private long restsSince;
    private TimeSpan rest;

    private IDevicePoolGrain Pool => GrainFactory.GetGrain<IDevicePoolGrain>(0);

    // On a silo that is cut off from the grid a session would go on answering its trainer from memory, while it goes on elsewhere too.
    private async Task RefreshAsync()
    {
        if (HasEnded || clock.GetElapsedTime(agreedWithStore) < LongestWithoutStore)
        {
            return;
        }

        long fence = State.Fence;
        await state.RefreshAsync(DeactivateOnIdle);
        agreedWithStore = clock.GetTimestamp();
        if (State.Fence != fence || HasEnded)
        {
            Announce(State.State, State.Message);
        }
    }

    // Asking for the device keeps it: this runs every few seconds for as long as the session does.
    private async Task EnsureTrainerAsync()
    {
        var grant = await Pool.Acquire(new DeviceRequest(Id, Math.Max(1, State.Spec!.Devices), State.Created));
        if (State.Fence > 0 && await RunningFenceAsync(grant) == State.Fence)
        {
            return;
        }

        if (!grant.IsGranted)
        {
            Announce(TrainingState.Queued, grant.WaitsFor);
        }
        else if (clock.GetElapsedTime(restsSince) >= rest)
        {
            await StartTrainerAsync(grant);
        }
    }

    private async Task<long> RunningFenceAsync(DeviceGrant grant)
    {
        try
        {
            long fence = 0;
            await OnTrainerAsync(grant, async trainer => fence = await trainer.GetRunningFence());
            return fence;
        }
        catch (Exception lost) when (lost is RoleMissingException or OrleansException)
        {
            // No silo can host a trainer, or its silo has just gone: none runs.
            return 0;
        }
    }

    // A trainer that is not active yet becomes so on the granted silo.
    private Task OnTrainerAsync(DeviceGrant grant, Func<ITrainerGrain, Task> call)
    {
        var trainer = GrainFactory.GetGrain<ITrainerGrain>(Id);
        if (!grant.IsGranted)
        {
            return call(trainer);
        }

        using (PlacementHint.For(grant.Silos[0]))
        {
            return call(trainer);
        }
    }

    private async Task ReleaseDeviceAsync()
    {
        try
        {
            await Pool.Release(Id);
        }
        catch (Exception unreachable) when (LostCall.Is(unreachable))
        {
            // The pool forgets a session that asks no more.
            LogNoTrainer(Id, unreachable.Message);
        }
    }

    private void RestAfterStart(TimeSpan time) => (restsSince, rest) = (clock.GetTimestamp(), time);

    private async Task StartTrainerAsync(DeviceGrant grant)
    {
        if (State.StartsWithoutProgress >= MaximumStartsWithoutProgress)
        {
            await EndAsync(TrainingState.Failed, $"Gave up: {State.StartsWithoutProgress} trainers in a row were lost before they finished epoch {State.Epochs.Count + 1}. The logs of the silos that ran them say why; lack of memory is the usual cause.");
            return;
        }

        // What lies beyond the checkpoint is trained again, bit for bit where the device is deterministic.
        int kept = State.Checkpoint?.Epoch ?? 0;
        State.Epochs.RemoveRange(kept, State.Epochs.Count - kept);
        State.Fence++;
        RestAfterStart(FirstRestartPause * (1 << State.StartsWithoutProgress));
        State.StartsWithoutProgress++;
        await SaveAsync();
        try
        {
            await OnTrainerAsync(grant, trainer => trainer.Run(new TrainingAssignment(State.Fence, State.Spec!, State.Dataset!, State.Checkpoint, [.. State.Epochs], grant.Silos)));
            Announce(TrainingState.Queued, kept == 0 ? "Handed to a trainer." : $"Goes on after epoch {kept}.");
            LogStarted(Id, State.Fence, kept);
        }
        catch (Exception unreachable) when (unreachable is RoleMissingException || LostCall.Is(unreachable))
        {
            // The trainer may run or not: the next check asks it. No start was lost to a silo that was not there.
            State.StartsWithoutProgress--;
            LogNoTrainer(Id, unreachable.Message);
        }
    }
}
