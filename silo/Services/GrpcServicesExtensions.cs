using System.Net;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Vision.Photos;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Services;

/// <summary>The gRPC front of a silo.</summary>
internal static class GrpcServicesExtensions
{
    /// <summary>Room for a message around the largest photo.</summary>
    private const int MessageOverheadBytes = 1 << 20;

    /// <summary>Services, errors, health and reflection, over HTTP/2 without TLS.</summary>
    public static WebApplicationBuilder AddGrpcServices(this WebApplicationBuilder builder, SiloOptions options)
    {
        var address = new Uri(options.Url);
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Parse(address.Host == "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']')), address.Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = new PhotoDecoderOptions().MaxEncodedBytes + MessageOverheadBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<RepeatInterceptor>();
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck<SiloHealthCheck>("silo");
        builder.Services.AddSingleton<ErrorReporter>();
        builder.Services.AddSingleton<HistoryReader>();
        builder.Services.AddSingleton<ModelExport>();
        return builder;
    }

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
        application.MapGrpcHealthChecksService();
        application.MapGrpcReflectionService();
    }
}
