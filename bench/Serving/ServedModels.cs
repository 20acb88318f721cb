using BirdGrid.Bench.Support;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Silo;
using BirdGrid.Silo.Hosting;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Weights;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;

namespace BirdGrid.Bench.Serving;

/// <summary>A data directory with published models of known weights, for silos that are only to serve: what they compute does not depend on how they were trained.</summary>
internal sealed class ServedModels : IDisposable
{
    private const int Classes = 1000;

    private readonly TemporaryFolder folder = new();

    /// <summary>Names of the classes.</summary>
    public static IReadOnlyList<string> Labels { get; } = [.. Enumerable.Range(0, Classes).Select(c => $"class-{c}")];

    /// <summary>The data directory.</summary>
    public string Path => folder.Path;

    /// <summary>Publishes models and makes the first version of each its champion.</summary>
    /// <param name="models">Backbones by model name; a backbone that is named again gives another version, with other weights.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServedModels> PublishAsync(IReadOnlyList<(string Model, string Backbone)> models, CancellationToken cancellationToken)
    {
        var served = new ServedModels();
        await using var silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = served.Path, Url = "http://127.0.0.1:0", Device = "cpu", Settings = ["BirdGrid:Inference:PreloadChampions=false"] }, cancellationToken);
        await PublishAsync(silo.Services, models);
        return served;
    }

    /// <summary>Publishes models in a running silo.</summary>
    public static async Task PublishAsync(IServiceProvider services, IReadOnlyList<(string Model, string Backbone)> models)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var blobs = services.GetRequiredService<IBlobStore>();
        for (int i = 0; i < models.Count; i++)
        {
            var (model, backbone) = models[i];
            byte[] file = WeightsOf(backbone, (ulong)i);
            var weights = await blobs.PutAsync(file);
            var onnx = await blobs.PutAsync(OnnxExporter.Export(SafetensorsFile.Read(file), OnnxModelInfo.Of(BackboneRegistry.Find(backbone), Labels)));
            var version = await grains.GetGrain<IModelGrain>(model).Publish(RequestOf(backbone, weights, $"bench-{i}") with { Onnx = new OnnxModel(onnx, OnnxExporter.Opset, 0) });
            if (version.Version == 1)
            {
                await grains.GetGrain<IModelGrain>(model).Promote(new PromoteRequest(ModelAliases.Champion, 1, "bench", string.Empty, $"bench-{i}"));
            }
        }
    }

    /// <summary>Weights drawn from a seed, with normalisation statistics as if they had been learnt: the values do not change the work.</summary>
    /// <returns>A safetensors file.</returns>
    public static byte[] WeightsOf(string backbone, ulong seed)
    {
        using var scope = torch.NewDisposeScope();
        using var network = BackboneRegistry.Create(backbone, Classes, seed);
        network.eval();
        return SafetensorsFile.ToBytes(ModuleWeights.Capture(network));
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private static PublishVersionRequest RequestOf(string backbone, BlobRef weights, string session)
    {
        var config = BackboneRegistry.Find(backbone);
        return new PublishVersionRequest
        {
            Lineage = new Lineage { SessionId = session, Dataset = "none", DatasetVersion = 1, Manifest = weights, Backbone = backbone, Method = "FineTune", Initialization = "scratch", Seed = 0, AugmentationJson = "{}", OptionsJson = "{}", CodeVersion = "bench", EpochsRun = 1, KeptEpoch = 1 },
            Evaluation = new EvaluationSummary { Split = DatasetSplit.Test, Photos = 1, Top1 = 0, Top5 = 0, Loss = 0, ClassPhotos = new int[Classes], ClassAccuracy = new double[Classes], Confusion = [] },
            Labels = Labels,
            Preprocessing = new Preprocessing(backbone, config.ResizeSize, config.InputSize, config.Mean, config.Std),
            Weights = weights,
            Report = weights,
        };
    }
}
