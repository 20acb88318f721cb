using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Telemetry;
using BirdGrid.Silo.Services.Health;
using BirdGrid.V1;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using Grpc.Core;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.GridService.</summary>
internal sealed class GridGrpcService(IGrainFactory grains, ISiloMetadataCache metadata, SiloReadiness readiness) : GridService.GridServiceBase
{
    /// <inheritdoc/>
    public override async Task<GridStatus> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false);
        var status = new GridStatus { Version = BirdGridTelemetry.Version };
        status.Silos.AddRange(hosts.OrderBy(h => h.SiloName, StringComparer.Ordinal).Select(h => new V1.Silo
        {
            Name = h.SiloName,
            Address = h.SiloAddress.Endpoint.ToString(),
            Role = metadata.GetSiloMetadata(h.SiloAddress).Metadata.GetValueOrDefault(SiloRoles.MetadataKey) ?? "unknown",
            Status = h.Status.ToString().ToLowerInvariant(),
        }));
        status.Backbones.AddRange(BackboneRegistry.Names);
        status.Augmentations.AddRange(AugmentationPolicy.Names);
        status.Recipes.AddRange(TrainingRecipes.Names);
        status.Problems.AddRange((await readiness.ReadAsync(context.CancellationToken)).Problems);
        return status;
    }
}
