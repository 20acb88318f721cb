using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Models;

/// <inheritdoc cref="IModelVersionGrain"/>
public sealed class ModelVersionGrain([PersistentState("model-version")] IPersistentState<ModelVersionState> state) : Grain, IModelVersionGrain
{
    /// <inheritdoc/>
    public async Task Write(ModelVersion version)
    {
        if (state.State.Version is null)
        {
            state.State.Version = version;
            await state.SaveAsync(DeactivateOnIdle);
        }
    }

    /// <inheritdoc/>
    public Task<ModelVersion> Get() => Task.FromResult(Require());

    /// <inheritdoc/>
    public async Task AttachQuantized(QuantizedModel quantized)
    {
        Require();
        state.State.Quantized = quantized;
        await state.SaveAsync(DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public Task<QuantizedModel?> GetQuantized()
    {
        Require();
        return Task.FromResult(state.State.Quantized);
    }

    private ModelVersion Require() => state.State.Version
        ?? throw new NotFoundException("unknown-model-version", $"There is no model version {this.GetPrimaryKeyString()}.");
}
