using System.Diagnostics;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Bench.Support;

/// <summary>
/// What a session is measured against: the shortest TorchSharp loop that does the same arithmetic. Normalised float batches lie ready in
/// memory, in the layout that the network's convolutions want; forward, cross-entropy, backward and TorchSharp's own AdamW; the loss is read
/// once a step. Frozen BatchNorm statistics, learning rates and decay are those of a fine-tuning session.
/// </summary>
internal sealed class BareTraining : IDisposable
{
    private const double LearningRate = 1e-4;
    private const double HeadLearningRate = 1e-3;
    private const double WeightDecay = 1e-2;
    private const double LabelSmoothing = 0.1;
    private const int ClassCount = 60;

    private readonly Backbone backbone;
    private readonly TorchSharp.Modules.AdamW optimizer;
    private readonly (Tensor Images, Tensor Labels)[] batches;

    /// <summary>Loads MobileNetV2 and makes the batches; the pixels are noise, which costs what photos cost.</summary>
    /// <param name="batchCount">Batches that lie ready.</param>
    /// <param name="batchSize">Photos of a batch.</param>
    public BareTraining(int batchCount, int batchSize)
    {
        TorchRuntime.Tune();
        backbone = BackboneRegistry.Create("mobilenet_v2", ClassCount, seed: 1);
        ModuleWeights.LoadPretrained(backbone, SafetensorsFile.Read(SharedFolder.Require("weights", "mobilenet_v2_imagenet1k.safetensors")));
        string head = backbone.Config.ClassifierName + ".";
        optimizer = optim.AdamW(
            [
                Group(backbone.named_parameters().Where(p => !p.name.StartsWith(head, StringComparison.Ordinal)), LearningRate),
                Group(backbone.named_parameters().Where(p => p.name.StartsWith(head, StringComparison.Ordinal)), HeadLearningRate),
            ],
            LearningRate);
        batches = [.. Enumerable.Range(0, batchCount).Select(_ => MakeBatch(batchSize))];
    }

    /// <summary>Trains on every batch once.</summary>
    /// <param name="threads">Threads of a torch operation.</param>
    /// <returns>Seconds.</returns>
    public double EpochSeconds(int threads)
    {
        set_num_threads(threads);
        long started = Stopwatch.GetTimestamp();
        foreach (var (images, labels) in batches)
        {
            Step(images, labels);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        backbone.Dispose();
        foreach (var (images, labels) in batches)
        {
            images.Dispose();
            labels.Dispose();
        }
    }

    private static TorchSharp.Modules.AdamW.ParamGroup Group(IEnumerable<(string Name, TorchSharp.Modules.Parameter Parameter)> parameters, double learningRate) =>
        new(parameters.Select(p => p.Parameter), new TorchSharp.Modules.AdamW.Options { LearningRate = learningRate, weight_decay = WeightDecay, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 });

    private (Tensor Images, Tensor Labels) MakeBatch(int batchSize)
    {
        int side = backbone.Config.InputSize;
        using var scope = NewDisposeScope();
        var images = randn([batchSize, side, side, 3]).permute(0, 3, 1, 2);
        return (images.DetachFromDisposeScope(), randint(ClassCount, [batchSize], ScalarType.Int64).DetachFromDisposeScope());
    }

    private void Step(Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        backbone.train();
        foreach (var module in backbone.modules())
        {
            if (module is TorchSharp.Modules.BatchNorm2d)
            {
                module.eval();
            }
        }

        optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(backbone.call(images), labels, label_smoothing: LabelSmoothing);
        loss.backward();
        optimizer.step();
        _ = loss.ToSingle();
    }
}
