using System.Collections.Concurrent;
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

    private readonly BlockingCollection<TaskCompletionSource<double>> epochs = [];
    private readonly Thread thread;

    /// <summary>Starts the loop's thread, which stays the same: the allocator keeps what each thread has once used.</summary>
    /// <param name="batchCount">Batches that lie ready; their pixels are noise, which costs what photos cost.</param>
    /// <param name="batchSize">Photos of a batch.</param>
    /// <param name="threads">Threads of a torch operation.</param>
    public BareTraining(int batchCount, int batchSize, int threads)
    {
        string weights = SharedFolder.Require("weights", "mobilenet_v2_imagenet1k.safetensors");
        thread = new Thread(() => Run(weights, batchCount, batchSize, threads)) { Name = "bare training" };
        thread.Start();
    }

    /// <summary>Trains on every batch once.</summary>
    /// <returns>Seconds.</returns>
    public Task<double> EpochSecondsAsync()
    {
        var epoch = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        epochs.Add(epoch);
        return epoch.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        epochs.CompleteAdding();
        thread.Join();
        epochs.Dispose();
    }

    private void Run(string weights, int batchCount, int batchSize, int threads)
    {
        TorchRuntime.Tune();
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        using var backbone = BackboneRegistry.Create("mobilenet_v2", ClassCount, seed: 1);
        ModuleWeights.LoadPretrained(backbone, SafetensorsFile.Read(weights));
        string head = backbone.Config.ClassifierName + ".";
        using var optimizer = optim.AdamW(
            [
                Group(backbone.named_parameters().Where(p => !p.name.StartsWith(head, StringComparison.Ordinal)), LearningRate),
                Group(backbone.named_parameters().Where(p => p.name.StartsWith(head, StringComparison.Ordinal)), HeadLearningRate),
            ],
            LearningRate);
        int side = backbone.Config.InputSize;
        (Tensor Images, Tensor Labels)[] batches = [.. Enumerable.Range(0, batchCount).Select(_ => (randn([batchSize, side, side, 3]).permute(0, 3, 1, 2), randint(ClassCount, [batchSize], ScalarType.Int64)))];
        foreach (var epoch in epochs.GetConsumingEnumerable())
        {
            long started = Stopwatch.GetTimestamp();
            foreach (var (images, labels) in batches)
            {
                Step(backbone, optimizer, images, labels);
            }

            epoch.SetResult(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private static TorchSharp.Modules.AdamW.ParamGroup Group(IEnumerable<(string Name, TorchSharp.Modules.Parameter Parameter)> parameters, double learningRate) =>
        new(parameters.Select(p => p.Parameter), new TorchSharp.Modules.AdamW.Options { LearningRate = learningRate, weight_decay = WeightDecay, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 });

    private static void Step(Backbone backbone, TorchSharp.Modules.AdamW optimizer, Tensor images, Tensor labels)
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
