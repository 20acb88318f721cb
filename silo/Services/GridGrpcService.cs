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
internal sealed class GridGrpcService(IClusterMembershipService membership, ISiloMetadataCache metadata, SiloReadiness readiness) : GridService.GridServiceBase
{
    /// <inheritdoc/>
    public override async Task<GridStatus> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        // As this silo knows it: the table may be away, and that is when people look.
        var members = membership.CurrentSnapshot.Members.Values;
        var status = new GridStatus { Version = BirdGridTelemetry.Version };
        status.Silos.AddRange(members.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => new V1.Silo
        {
            Name = m.Name,
            Address = m.SiloAddress.Endpoint.ToString(),
            Role = metadata.GetSiloMetadata(m.SiloAddress).Metadata.GetValueOrDefault(SiloRoles.MetadataKey) ?? "unknown",
            Status = m.Status.ToString().ToLowerInvariant(),
        }));
        status.Backbones.AddRange(BackboneRegistry.Names);
        status.Augmentations.AddRange(AugmentationPolicy.Names);
        status.Recipes.AddRange(TrainingRecipes.Names);
        status.Problems.AddRange((await readiness.ReadAsync(context.CancellationToken)).Problems);
        return status;
    }
}
