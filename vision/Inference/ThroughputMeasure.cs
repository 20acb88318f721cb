using BirdGrid.Vision.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Inference;

/// <summary>
/// Measures forward passes of freshly drawn networks: the weights' values do not change the work. One warm-up batch, then rounds of whole batches;
/// each batch is waited for by reading its logits.
/// </summary>
/// <param name="time">Clock to measure by.</param>
public sealed class ThroughputMeasure(TimeProvider time)
{
    /// <summary>Photos of one forward pass.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Rounds that the median is taken of, at least 1.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Least length of a round; a round ends with the batch that passes it.</summary>
    public TimeSpan RoundTime { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures a backbone at its input size, on the calling thread.</summary>
    /// <param name="backboneName">Registry name.</param>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Gives up between batches.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="UnknownBackboneException">The name is not known.</exception>
    /// <exception cref="OperationCanceledException">The measurement was given up.</exception>
    public InferenceThroughput Run(string backboneName, Device device, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        using var backbone = BackboneRegistry.Create(backboneName, classCount: 1000, seed: 0);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        backbone.to(device);
        backbone.eval();
        int side = backbone.Config.InputSize;
        using var generator = new Generator(0);
        var images = randn([BatchSize, 3, side, side], generator: generator).to(device);
        Classify(backbone, images);

        double[] rates = new double[Rounds];
        var total = TimeSpan.Zero;
        for (int round = 0; round < Rounds; round++)
        {
            int batches = 0;
            long start = time.GetTimestamp();
            TimeSpan elapsed;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                Classify(backbone, images);
                batches++;
                elapsed = time.GetElapsedTime(start);
            }
            while (elapsed < RoundTime);

            rates[round] = batches * BatchSize / elapsed.TotalSeconds;
            total += elapsed;
        }

        Array.Sort(rates);
        double median = (rates[(Rounds - 1) / 2] + rates[Rounds / 2]) / 2;
        return new InferenceThroughput(backboneName, median, device.ToString(), get_num_threads(), BatchSize, side, Rounds, total.TotalSeconds);
    }

    private static void Classify(Backbone backbone, Tensor images)
    {
        using var logits = backbone.forward(images);
        using var local = logits.cpu();
    }
}
