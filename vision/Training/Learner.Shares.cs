using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <content>
/// A step that several devices take together: each computes what its share of the batch contributes, the contributions are added up elsewhere, and
/// the sum moves every device's weights alike. A contribution is float32: the gradients of the parameters that learn in the step, one after another;
/// the running means and variances that it learns, weighted by the share; and four figures (mean loss, recognised photos, recognised among five,
/// photos), so that the sum describes the whole batch.
/// </content>
public sealed partial class Learner
{
    private const int FigureCount = 4;

    /// <summary>Floats of a contribution to the next step; it rises when layers thaw.</summary>
    public int ContributionLength => checked((int)(Exchanged().Sum(tensor => tensor.numel()) + FigureCount));

    /// <summary>
    /// What a share of the batch contributes to the next step; the weights stay as they are, and <see cref="ApplyContributions"/> has to follow.
    /// Erasing and mixing are those of the whole batch; dropout draws by the share's first position.
    /// </summary>
    /// <param name="imagesNhwc">uint8 [share, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels.</param>
    /// <param name="labels">The class of each photo of the share, in its order.</param>
    /// <param name="share">Which photos of the batch they are; of an empty share nothing is computed.</param>
    /// <param name="contribution">Receives <see cref="ContributionLength"/> floats.</param>
    /// <exception cref="InvalidOperationException">The method is transfer learning.</exception>
    /// <exception cref="ArgumentException">Labels, bytes or the contribution do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public void Contribute(ReadOnlySpan<byte> imagesNhwc, int imageSize, ReadOnlySpan<int> labels, BatchShare share, Span<float> contribution)
    {
        ArgumentNullException.ThrowIfNull(share);
        CheckContribution(contribution.Length);
        if (labels.Length != share.Positions.Count)
        {
            throw new ArgumentException($"The share has {share.Positions.Count} photos, but there are {labels.Length} labels.", nameof(labels));
        }

        if (labels.IsEmpty)
        {
            contribution.Clear();
            return;
        }

        CheckLabels(labels);
        using var scope = NewDisposeScope();
        var input = images.ToDevice(imagesNhwc, imageSize, labels.Length);
        BeginStep(share.First);
        var (prepared, mix) = Prepare(input, share.Positions);
        loss.Take(labels, mix, share.BatchCount);
        var (gradients, logits, meanLoss) = Differentiate(part => network.call(part.Of(prepared)), labels.Length, layers.LearningIn(Step));
        double weight = (double)labels.Length / share.BatchCount;
        using var frozen = no_grad();
        var statistics = layers.StatisticsLearningIn(Step).Select(statistic => statistic.Times(weight));
        CopyOut(cat([.. gradients.Concat(statistics).Select(tensor => tensor.flatten())]), contribution[..^FigureCount]);
        var metrics = Count(ToHost(logits), loss.DominantLabels(labels, mix), lossSum: 0);
        ((ReadOnlySpan<float>)[meanLoss.HostValue(), metrics.Correct, metrics.Correct5, metrics.Count]).CopyTo(contribution[^FigureCount..]);
    }

    /// <summary>Takes the next step: clips the summed gradients, moves weights and their average, and takes in the statistics.</summary>
    /// <param name="sum">The contributions of all shares of the batch, added up.</param>
    /// <returns>Sums over the whole batch, of the logits before the step.</returns>
    /// <exception cref="InvalidOperationException">The method is transfer learning.</exception>
    /// <exception cref="ArgumentException">The sum is not <see cref="ContributionLength"/> floats.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite; nothing was changed.</exception>
    public BatchMetrics ApplyContributions(ReadOnlySpan<float> sum)
    {
        CheckContribution(sum.Length);
        var figures = sum[^FigureCount..];
        double learningRate = LearningRate;
        if (!float.IsFinite(figures[0]))
        {
            throw new TrainingDivergedException(Step, learningRate);
        }

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        average?.Place(intoNetwork: false);
        var flat = exchanged.Send(sum[..^FigureCount], [sum.Length - FigureCount]);
        var parts = Shaped(flat);
        int learning = layers.LearningIn(Step).Length;
        MoveWeights(parts[..learning], learningRate);
        foreach (var (statistic, mean) in layers.StatisticsLearningIn(Step).Zip(parts[learning..]))
        {
            statistic.copy_(mean);
        }

        if (layers.LearnsBatchStatistics)
        {
            halfPrecision?.ReturnStatistics();
        }

        Step++;
        return new BatchMetrics((double)figures[0] * figures[3], (int)figures[1], (int)figures[2], (int)figures[3]);
    }

    private IEnumerable<Tensor> Exchanged() => layers.LearningIn(Step).Concat(layers.StatisticsLearningIn(Step));

    private Tensor[] Shaped(Tensor flat)
    {
        long offset = 0;
        var parts = new List<Tensor>();
        foreach (var tensor in Exchanged())
        {
            parts.Add(flat.narrow(0, offset, tensor.numel()).view(tensor.shape));
            offset += tensor.numel();
        }

        return [.. parts];
    }

    private void CheckContribution(int length)
    {
        if (options.Method != TrainingMethod.FineTune)
        {
            throw new InvalidOperationException($"Devices share the batches of {TrainingMethod.FineTune}; this run is {options.Method}, which trains a head that one device is enough for.");
        }

        if (length != ContributionLength)
        {
            throw new ArgumentException($"A contribution to this step is {ContributionLength} floats, not {length}.", nameof(length));
        }
    }
}
