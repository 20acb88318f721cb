using System.Security.Cryptography.X509Certificates;
using BirdGrid.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Client.Tests.Support;

/// <summary>A server that speaks the contract and answers what a test tells it to.</summary>
internal sealed class FakeGrid : IAsyncDisposable
{
    private readonly WebApplication application;

    private FakeGrid(WebApplication application) => this.application = application;

    /// <summary>Address.</summary>
    public string Url => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts it on a free port.</summary>
    /// <param name="classify">Answers a photo.</param>
    /// <param name="looks">What a watch of the serving tells, one after the other.</param>
    /// <param name="served">The one model that is served.</param>
    /// <param name="certificate">Its certificate; null: no TLS.</param>
    public static async Task<FakeGrid> StartAsync(Func<ClassifyRequest, ServerCallContext, ClassifyResponse>? classify = null, IReadOnlyList<GridServing>? looks = null, FakeServedModel? served = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(classify ?? ((_, _) => new ClassifyResponse()));
        builder.Services.AddSingleton(looks ?? []).AddSingleton(served ?? new FakeServedModel());
        var application = builder.Build();
        application.MapGrpcService<Classification>();
        application.MapGrpcService<Serving>();
        application.MapGrpcService<Models>();
        application.MapGrpcService<Datasets>();
        await application.StartAsync();
        return new FakeGrid(application);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>Knows one dataset, <c>known</c>, and takes every import as the next version: a class for each label of a photo.</summary>
    private sealed class Datasets : DatasetService.DatasetServiceBase
    {
        public override Task<Dataset> Get(GetDatasetRequest request, ServerCallContext context) => request.Dataset == "known"
            ? Task.FromResult(new Dataset { Name = request.Dataset, Versions = { new DatasetVersion { Dataset = request.Dataset, Version = 1 } } })
            : throw new RpcException(new Status(StatusCode.NotFound, "There is none."));

        public override async Task Import(IAsyncStreamReader<ImportRequest> requestStream, IServerStreamWriter<ImportResponse> responseStream, ServerCallContext context)
        {
            var labels = new SortedSet<string>(StringComparer.Ordinal);
            var header = new ImportHeader();
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                header = requestStream.Current.Header ?? header;
                if (requestStream.Current.Photo is { } photo)
                {
                    labels.Add(photo.Label);
                }
            }

            var version = new DatasetVersion { Dataset = header.Dataset, Version = header.Dataset == "known" ? 2 : 1, Audit = new DatasetAudit { Warnings = { "a warning" }, VanishedClasses = { header.Labels.Except(labels) } } };
            version.Classes.AddRange(labels.Select(label => new ClassCount { Label = label, Train = 1 }));
            await responseStream.WriteAsync(new ImportResponse { Version = version });
        }
    }

    private sealed class Classification(Func<ClassifyRequest, ServerCallContext, ClassifyResponse> answer) : ClassificationService.ClassificationServiceBase
    {
        public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => Task.FromResult(answer(request, context));
    }

    private sealed class Models(FakeServedModel served) : ModelService.ModelServiceBase
    {
        public override Task<ModelVersion> GetVersion(GetModelVersionRequest request, ServerCallContext context) => Task.FromResult(served.VersionOf(request.Reference));
    }

    private sealed class Serving(IReadOnlyList<GridServing> looks, FakeServedModel served) : ServingService.ServingServiceBase
    {
        public override Task<ModelServing> Get(GetServingRequest request, ServerCallContext context) => Task.FromResult(served.Describe());

        public override Task<VersionServing> Load(LoadVersionRequest request, ServerCallContext context) => Task.FromResult(served.Move(request.Model, ServingState.Ready, request.Reason));

        public override Task<VersionServing> Unload(UnloadVersionRequest request, ServerCallContext context) => Task.FromResult(served.Move(request.Model, ServingState.Unloaded, request.Reason));

        public override Task<Traffic> GetTraffic(GetTrafficRequest request, ServerCallContext context) => Task.FromResult(served.Traffic);

        public override Task<Traffic> SetTraffic(SetTrafficRequest request, ServerCallContext context) => Task.FromResult(served.Split(request));

        public override async Task Watch(WatchServingRequest request, IServerStreamWriter<GridServing> responseStream, ServerCallContext context)
        {
            foreach (var look in looks)
            {
                await responseStream.WriteAsync(look);
            }

            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }
}
