using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// The loss that training minimises: cross-entropy with label smoothing against each photo's own label and, where photos are mixed, its partner's,
/// by their shares; each label's part times its class's weight.
/// </summary>
internal sealed class BatchLoss : IDisposable
{
    private readonly double labelSmoothing;
    private readonly Tensor? classWeights;
    private readonly HostStaging targets;
    private long[] hostLabels = [];
    private int[] partnerLabels = [];
    private Tensor? own;
    private Tensor? partners;
    private double ownShare;
    private int batchCount;

    /// <summary>Reads the options.</summary>
    /// <param name="options">How to learn.</param>
    /// <param name="classCount">Classes of the network.</param>
    /// <param name="classCounts">Training photos of each class, or null where the options do not need them.</param>
    /// <param name="device">Where the logits are.</param>
    /// <exception cref="ArgumentException">Class counts are needed and missing, or are not one a class.</exception>
    public BatchLoss(TrainingOptions options, int classCount, IReadOnlyList<int>? classCounts, Device device)
    {
        labelSmoothing = options.LabelSmoothing;
        targets = new HostStaging(ScalarType.Int64, device);
        if (options.ClassBalance is { Mode: ClassBalanceMode.Weights } balance)
        {
            if (classCounts?.Count != classCount)
            {
                throw new ArgumentException(
                    $"Weighing the loss by class needs the number of training photos of each of the {classCount} classes.", nameof(classCounts));
            }

            float[] weights = [.. ClassWeights.Of(classCounts, balance.Beta).Select(weight => (float)weight)];
            using var scope = NewDisposeScope();
            classWeights = tensor(weights, device: device).DetachFromDisposeScope();
        }
    }

    /// <summary>Sends the labels of a batch, or of a device's share of it; their tensors fall to the caller's dispose scope.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="mix">How the photos are mixed.</param>
    /// <param name="count">Photos of the whole batch.</param>
    public void Take(ReadOnlySpan<int> labels, BatchMix mix, int count)
    {
        ownShare = mix.OwnShare;
        batchCount = count;
        if (hostLabels.Length < labels.Length)
        {
            hostLabels = new long[labels.Length];
        }

        for (int photo = 0; photo < labels.Length; photo++)
        {
            hostLabels[photo] = labels[photo];
        }

        own = targets.Send<long>(hostLabels.AsSpan(0, labels.Length), [labels.Length]);
        partners = mix.IsNone ? null : own.flip(0);
    }

    /// <summary>What a part of the labels taken last adds to the whole batch's mean loss.</summary>
    /// <param name="logits">float [part, classes].</param>
    /// <param name="part">Which photos of the batch.</param>
    public Tensor Of(Tensor logits, BatchPart part)
    {
        var sum = Sum(logits, part.Of(own!));
        if (partners is not null)
        {
            sum = sum.Times(ownShare).Plus(Sum(logits, part.Of(partners)), 1 - ownShare);
        }

        return sum.Over(batchCount);
    }

    /// <summary>The label with the larger share of each photo.</summary>
    public ReadOnlySpan<int> DominantLabels(ReadOnlySpan<int> labels, BatchMix mix)
    {
        if (!mix.IsPartnerDominant)
        {
            return labels;
        }

        partnerLabels = labels.ToArray();
        Array.Reverse(partnerLabels);
        return partnerLabels;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        targets.Dispose();
        classWeights?.Dispose();
    }

    private Tensor Sum(Tensor logits, Tensor labels)
    {
        if (classWeights is null)
        {
            return nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum, label_smoothing: labelSmoothing);
        }

        // Not cross_entropy's own weights: those divide by the batch's sum of weights, so that a batch of one class would not be weighted at all.
        var losses = nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None, label_smoothing: labelSmoothing);
        return losses.mul(classWeights.index_select(0, labels)).sum();
    }
}
