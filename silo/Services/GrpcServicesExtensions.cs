using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Services;

/// <summary>The gRPC front of a silo.</summary>
internal static class GrpcServicesExtensions
{
    /// <summary>Room for a message around the largest photo.</summary>
    private const int MessageOverheadBytes = 1 << 20;

    /// <summary>Services, errors, health and reflection, over HTTP/2.</summary>
    public static WebApplicationBuilder AddGrpcServices(this WebApplicationBuilder builder, SiloOptions options)
    {
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limit(options.Limits);
            kestrel.Listen(new Uri(options.Url), HttpProtocols.Http2);
        });
        int largestMessage = options.Limits.MaxPhotoBytes + MessageOverheadBytes;
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = largestMessage;
            grpc.CompressionProviders = [new BoundedGzip(largestMessage)];
            grpc.Interceptors.Add<AuditInterceptor>();
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<GuardInterceptor>();
            grpc.Interceptors.Add<RepeatInterceptor>();
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck<SiloHealthCheck>("silo");
        builder.Services.AddSingleton<ErrorReporter>();
        builder.Services.AddSingleton<HistoryReader>();
        return builder;
    }

    /// <summary>Maps every service.</summary>
    public static void MapGrpcServices(this WebApplication application)
    {
        application.MapGrpcService<DatasetGrpcService>();
        application.MapGrpcService<TrainingGrpcService>();
        application.MapGrpcService<SweepGrpcService>();
        application.MapGrpcService<ModelGrpcService>();
        application.MapGrpcService<ClassificationGrpcService>();
        application.MapGrpcService<GridGrpcService>();
        application.MapGrpcService<SecurityGrpcService>();
        application.MapGrpcHealthChecksService();
        application.MapGrpcReflectionService();
    }
}
