using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Hosting;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>A model version without a training: a network of random weights, published as a session would.</summary>
internal static class PublishedModel
{
    private const string Backbone = "resnet9";

    /// <summary>Publishes the next version of a model.</summary>
    /// <param name="silo">A silo of the grid.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="labels">Its classes.</param>
    /// <param name="imageSize">Side of its input in pixels.</param>
    /// <param name="seed">Of the weights.</param>
    public static async Task<ModelVersion> PublishAsync(RunningSilo silo, string model, IReadOnlyList<string> labels, int imageSize, ulong seed)
    {
        using var network = BackboneRegistry.Create(Backbone, labels.Count, seed);
        byte[] weights = SafetensorsFile.ToBytes(ModuleWeights.Capture(network));
        var blobs = silo.Services.GetRequiredService<IBlobStore>();
        var weightsBlob = await blobs.PutAsync(weights);
        var report = await blobs.PutAsync("{}"u8.ToArray());
        var config = BackboneRegistry.Find(Backbone);
        return await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IModelGrain>(model).Publish(new PublishVersionRequest
        {
            Lineage = new Lineage
            {
                SessionId = $"ts-{model}-{seed}",
                Dataset = "drawn",
                DatasetVersion = 1,
                Manifest = report,
                Backbone = Backbone,
                Method = "fine_tune",
                Initialization = "scratch",
                Seed = seed,
                AugmentationJson = "{}",
                OptionsJson = "{}",
                CodeVersion = "test",
                EpochsRun = 0,
                KeptEpoch = 0,
            },
            Evaluation = new EvaluationSummary
            {
                Split = DatasetSplit.Test,
                Photos = labels.Count,
                Top1 = 0,
                Top5 = 0,
                Loss = 0,
                ClassPhotos = [.. labels.Select(_ => 1)],
                ClassAccuracy = [.. labels.Select(_ => 0.0)],
                Confusion = new int[labels.Count * labels.Count],
            },
            Labels = labels,
            Preprocessing = new Preprocessing(Backbone, imageSize, imageSize, config.Mean, config.Std),
            Weights = weightsBlob,
            Report = report,
        });
    }
}
