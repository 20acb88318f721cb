using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Serving;

/// <inheritdoc cref="IModelPromoter"/>
/// <remarks>Warming can take longer than a grain's turn should: it is done from outside the model's grain, which stays free for requests.</remarks>
/// <param name="grains">Finds models.</param>
/// <param name="serving">Warms versions.</param>
public sealed class ModelPromoter(IGrainFactory grains, IModelServing serving) : IModelPromoter
{
    /// <inheritdoc/>
    public async Task<AliasMove> PromoteAsync(string model, PromoteRequest request, CancellationToken cancellationToken)
    {
        GridNames.Require(request.AliasName, "alias");
        await serving.LoadAsync(new ModelReference(model, request.Version, null), $"It was to become the {request.AliasName}.", cancellationToken);
        return await grains.GetGrain<IModelGrain>(model).Promote(request);
    }

    /// <inheritdoc/>
    public async Task<TrafficChange> SetTrafficAsync(string model, SetTrafficRequest request, CancellationToken cancellationToken)
    {
        request.Policy.Require();
        foreach (int version in new[] { request.Policy.CanaryVersion, request.Policy.ShadowVersion }.Where(v => v != 0))
        {
            await serving.LoadAsync(new ModelReference(model, version, null), "It was to get a share of the traffic.", cancellationToken);
        }

        return await grains.GetGrain<IModelGrain>(model).SetTraffic(request);
    }
}
