using BirdGrid.Grains;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BirdGrid.Silo.Services.Health;

/// <summary>
/// grpc.health.v1: the silo (the empty name, and the full name of each gRPC service), a model (<c>NAME</c>: the version that would answer), or one
/// of its versions (<c>NAME/3</c>, <c>NAME@3</c>, <c>NAME@champion</c>), which serves while it is in memory and warm.
/// </summary>
internal sealed partial class HealthGrpcService(ServingHealth health, IHostApplicationLifetime silo, TimeProvider clock, ILogger<HealthGrpcService> logger) : Grpc.Health.V1.Health.HealthBase
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        try
        {
            return new HealthCheckResponse { Status = await health.StatusAsync(request.Service, context.CancellationToken) };
        }
        catch (RefusedException unnameable)
        {
            // What cannot be a name is not there.
            throw new NotFoundException(unnameable.Reason, unnameable.Message);
        }
    }

    /// <inheritdoc/>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, silo.ApplicationStopping);
        ServingStatus? sent = null;
        try
        {
            while (true)
            {
                var status = await WatchedStatusAsync(request.Service, ending.Token);
                if (status != sent)
                {
                    await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, ending.Token);
                    sent = status;
                }

                await Task.Delay(WatchInterval, clock, ending.Token);
            }
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            if (sent != ServingStatus.NotServing)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken);
            }
        }
    }

    // A watch outlives what it watches, and the loss of a silo.
    private async Task<ServingStatus> WatchedStatusAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            return await health.StatusAsync(service, cancellationToken);
        }
        catch (Exception missing) when (missing is NotFoundException or RefusedException)
        {
            return ServingStatus.ServiceUnknown;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreadable(failure, service);
            return ServingStatus.NotServing;
        }
    }

    [LoggerMessage(EventId = 610, EventName = "HealthUnreadable", Level = LogLevel.Warning, Message = "The health of '{Service}' could not be read; watchers were told that it does not serve.")]
    private partial void LogUnreadable(Exception failure, string service);
}
