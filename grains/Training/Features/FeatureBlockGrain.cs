using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Training.Features;

/// <inheritdoc cref="IFeatureBlockGrain"/>
/// <remarks>The claim is not durable: where it is lost with this activation, two sessions compute the same rows and one of them is thrown away.</remarks>
public sealed class FeatureBlockGrain(
    [PersistentState("feature-block")] IPersistentState<FeatureBlockState> state,
    IOptions<FeatureSharingOptions> options,
    TimeProvider clock) : Grain, IFeatureBlockGrain
{
    private string? holder;
    private long claimed;

    private bool IsHeld => holder is not null && clock.GetElapsedTime(claimed).TotalSeconds < options.Value.FeatureClaimSeconds;

    /// <inheritdoc/>
    public Task<FeatureBlockClaim> Claim(string claimant)
    {
        if (state.State.Rows is { } rows)
        {
            return Task.FromResult(new FeatureBlockClaim(rows, IsGranted: false));
        }

        if (IsHeld && holder != claimant)
        {
            return Task.FromResult(new FeatureBlockClaim(Rows: null, IsGranted: false));
        }

        holder = claimant;
        claimed = clock.GetTimestamp();
        return Task.FromResult(new FeatureBlockClaim(Rows: null, IsGranted: true));
    }

    /// <inheritdoc/>
    public async Task Publish(BlobRef rows)
    {
        holder = null;
        if (state.State.Rows is null)
        {
            state.State.Rows = rows;
            await state.SaveAsync(DeactivateOnIdle);
        }
    }

    /// <inheritdoc/>
    public Task Release(string claimant)
    {
        holder = holder == claimant ? null : holder;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Forget(BlobRef rows)
    {
        if (state.State.Rows == rows)
        {
            state.State.Rows = null;
            await state.SaveAsync(DeactivateOnIdle);
        }
    }
}
