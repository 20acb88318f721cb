using System.Runtime.InteropServices;
using BirdGrid.Vision.Evaluation;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <content>Checks batches on their way in and turns logits into numbers on their way out.</content>
public sealed partial class Learner
{
    private const int TopCount = 5;

    private float[] hostLogits = [];

    private BatchMetrics Measure(Tensor deviceLogits, ReadOnlySpan<int> labels, Span<float> logits)
    {
        var rows = ToHost(deviceLogits);
        double lossSum = 0;
        for (int photo = 0; photo < labels.Length; photo++)
        {
            var row = rows.Slice(photo * classCount, classCount);
            lossSum += Softmax.LogSumExp(row) - row[labels[photo]];
        }

        if (!double.IsFinite(lossSum))
        {
            throw new TrainingDivergedException(Step, LearningRate);
        }

        if (!logits.IsEmpty)
        {
            rows.CopyTo(logits);
        }

        return Count(rows, labels, lossSum);
    }

    private BatchMetrics Count(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, double lossSum)
    {
        int correct = 0;
        int correct5 = 0;
        for (int photo = 0; photo < labels.Length; photo++)
        {
            int rank = TopK.RankOf(rows.Slice(photo * classCount, classCount), labels[photo]);
            correct += rank == 0 ? 1 : 0;
            correct5 += rank < TopCount ? 1 : 0;
        }

        return new BatchMetrics(lossSum, correct, correct5, labels.Length);
    }

    private ReadOnlySpan<float> ToHost(Tensor deviceLogits)
    {
        int length = (int)deviceLogits.numel();
        if (hostLogits.Length < length)
        {
            hostLogits = new float[length];
        }

        var rows = hostLogits.AsSpan(0, length);
        CopyOut(deviceLogits, rows);
        return rows;
    }

    private static void CopyOut(Tensor source, Span<float> target)
    {
        var packed = source.cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(packed.bytes).CopyTo(target);
    }

    private void CheckLabels(ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty)
        {
            throw new ArgumentException("The batch is empty.", nameof(labels));
        }

        for (int photo = 0; photo < labels.Length; photo++)
        {
            if (labels[photo] < 0 || labels[photo] >= classCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), labels[photo], $"The label of photo {photo} of the batch is not a class: there are {classCount}.");
            }
        }
    }

    private void CheckFeatures(ReadOnlySpan<float> featureRows, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long expected = (long)count * backbone.Config.FeatureCount;
        if (featureRows.Length != expected)
        {
            throw new ArgumentException(
                $"{count} photos of {backbone.Config.FeatureCount} features are {expected} floats, but there are {featureRows.Length}.",
                nameof(featureRows));
        }
    }

    private void CheckLogits(ReadOnlySpan<float> logits, int count)
    {
        if (!logits.IsEmpty && logits.Length != (long)count * classCount)
        {
            throw new ArgumentException(
                $"{count} photos of {classCount} classes have {(long)count * classCount} logits, but there is room for {logits.Length}.",
                nameof(logits));
        }
    }
}
