using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Health;
using BirdGrid.Silo.Services.OpenInference;
using BirdGrid.Silo.Services.Rest;
using Microsoft.AspNetCore.Connections;

namespace BirdGrid.Silo.Services;

/// <summary>The gRPC front of a silo.</summary>
internal static class GrpcServicesExtensions
{
    /// <summary>Room for a message around the largest photo.</summary>
    private const int MessageOverheadBytes = 1 << 20;

    /// <summary>Services, errors, health and reflection, over HTTP/2.</summary>
    public static WebApplicationBuilder AddGrpcServices(this WebApplicationBuilder builder, SiloOptions options)
    {
        var listeners = new SiloListeners();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limit(options.Limits);
            listeners.Listen(kestrel, options);
        });
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionMemoryPoolFactory>();
        builder.Services.AddSingleton(listeners);
        int largestMessage = LargestMessageBytes(options.Limits);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = largestMessage;
            grpc.CompressionProviders = [new BoundedGzip(largestMessage)];
            grpc.Interceptors.Add<TranscodedRequestInterceptor>();
            grpc.Interceptors.Add<AuditInterceptor>();
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<GuardInterceptor>();
            grpc.Interceptors.Add<RepeatInterceptor>();
        }).AddTranscoding();
        builder.Services.AddGrpcReflection();
        builder.Services.AddReadiness();
        builder.Services.AddSingleton<CallRepeater>();
        builder.Services.AddSingleton<ErrorReporter>();
        builder.Services.AddSingleton<HistoryReader>();
        builder.Services.AddSingleton<ModelExport>();
        builder.Services.AddSingleton<ClassificationCore>();
        builder.Services.AddOpenInference();
        return builder;
    }

    /// <summary>Bytes of the largest request.</summary>
    public static int LargestMessageBytes(LimitOptions limits) => limits.MaxPhotoBytes + MessageOverheadBytes;

    /// <summary>Maps every service.</summary>
    public static void MapGrpcServices(this WebApplication application)
    {
        application.MapGrpcService<DatasetGrpcService>();
        application.MapGrpcService<TrainingGrpcService>();
        application.MapGrpcService<SweepGrpcService>();
        application.MapGrpcService<ModelGrpcService>();
        application.MapGrpcService<ServingGrpcService>();
        application.MapGrpcService<ClassificationGrpcService>();
        application.MapGrpcService<GridGrpcService>();
        application.MapGrpcService<OpenInferenceGrpcService>();
        application.MapGrpcService<HealthGrpcService>();
        application.MapGrpcService<SecurityGrpcService>();
        application.MapGrpcReflectionService();
    }
}
