using System.IO.Compression;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Health;
using BirdGrid.Silo.Services.OpenInference;
using BirdGrid.Silo.Services.Rest;
using Grpc.AspNetCore.Server.Model;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BirdGrid.Silo.Services;

/// <summary>The gRPC front of a silo.</summary>
internal static class GrpcServicesExtensions
{
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
        var grpc = builder.Services.AddGrpc(grpc =>
        {
            // MessageReader has a limit for each call, and unpacks: what is left here says what it takes.
            grpc.MaxReceiveMessageSize = options.Limits.LargestMessageBytes();
            grpc.CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Fastest)];
            grpc.Interceptors.Add<TranscodedRequestInterceptor>();
            grpc.Interceptors.Add<AuditInterceptor>();
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<GuardInterceptor>();
            grpc.Interceptors.Add<RepeatInterceptor>();
        });
        builder.Services.Replace(ServiceDescriptor.Singleton(typeof(IServiceMethodProvider<>), typeof(BoundedMethodProvider<>)));
        grpc.AddTranscoding();
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
