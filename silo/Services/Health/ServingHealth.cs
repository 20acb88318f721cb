using BirdGrid.Grains;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Services.OpenApi;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BirdGrid.Silo.Services.Health;

/// <summary>Whether the silo, a model or a version serves.</summary>
internal sealed class ServingHealth(SiloReadiness silo, IModelServing serving)
{
    /// <summary>Looks a service up.</summary>
    /// <param name="service">The silo (empty, or a gRPC service's full name), a model or a version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="RefusedException">No model could have that name.</exception>
    public async Task<ServingStatus> StatusAsync(string service, CancellationToken cancellationToken)
    {
        bool serves = (await silo.ReadAsync(cancellationToken)).IsReady;
        if (service.Length > 0 && !SiloServices.Names.Contains(service))
        {
            // Asked even of a silo that is stopping: what is not there is not there.
            var version = await serving.GetAsync(ModelReference.Parse(WithAt(service)), cancellationToken);
            serves &= version.State == ServingState.Ready;
        }

        return serves ? ServingStatus.Serving : ServingStatus.NotServing;
    }

    private static string WithAt(string service)
    {
        int slash = service.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? service : $"{service[..slash]}@{service[(slash + 1)..]}";
    }
}
