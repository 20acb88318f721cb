namespace BirdGrid.Vision.Evaluation;

/// <summary>Gathers logits batch by batch into an <see cref="EvaluationReport"/>. Not thread-safe.</summary>
public sealed class EvaluationBuilder
{
    private const int TopCount = 5;

    private readonly int classCount;
    private readonly int[] confusion;
    private double lossSum;
    private int photoCount;
    private int correct;
    private int correct5;

    /// <summary>Starts with no photo.</summary>
    /// <param name="classCount">Classes of the model, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public EvaluationBuilder(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        this.classCount = classCount;
        confusion = new int[checked(classCount * classCount)];
    }

    /// <summary>Adds a batch; nothing of it counts when something of it is wrong.</summary>
    /// <param name="logits">Row-major [photos, classes], finite.</param>
    /// <param name="labels">The class of each photo.</param>
    /// <exception cref="ArgumentException">The logits do not fill a row a photo, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        Check(logits, labels);
        for (int photo = 0; photo < labels.Length; photo++)
        {
            var row = logits.Slice(photo * classCount, classCount);
            int label = labels[photo];
            int rank = TopK.RankOf(row, label);
            correct += rank == 0 ? 1 : 0;
            correct5 += rank < TopCount ? 1 : 0;
            lossSum += Softmax.LogSumExp(row) - row[label];
            confusion[(label * classCount) + TopK.Best(row)]++;
        }

        photoCount += labels.Length;
    }

    /// <summary>The report over all photos so far; more may be added afterwards.</summary>
    /// <param name="mostConfusedLimit">How many confusions to list at most, at least 0.</param>
    /// <exception cref="InvalidOperationException">There was no photo.</exception>
    public EvaluationReport Build(int mostConfusedLimit = 20)
    {
        if (photoCount == 0)
        {
            throw new InvalidOperationException("An evaluation needs at least one photo.");
        }

        var matrix = new ConfusionMatrix { ClassCount = classCount, Counts = [.. confusion] };
        return new EvaluationReport
        {
            PhotoCount = photoCount,
            Top1 = (double)correct / photoCount,
            Top5 = (double)correct5 / photoCount,
            MeanLoss = lossSum / photoCount,
            PerClass = matrix.PerClass(),
            Confusion = matrix,
            MostConfused = matrix.MostConfused(mostConfusedLimit),
        };
    }

    private void Check(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        if (logits.Length != (long)labels.Length * classCount)
        {
            throw new ArgumentException(
                $"There are {logits.Length} logits for {labels.Length} photos of {classCount} classes; expected {(long)labels.Length * classCount}.",
                nameof(logits));
        }

        for (int i = 0; i < logits.Length; i++)
        {
            if (!float.IsFinite(logits[i]))
            {
                throw new ArgumentException($"The logit of photo {i / classCount}, class {i % classCount} is {logits[i]}.", nameof(logits));
            }
        }

        for (int photo = 0; photo < labels.Length; photo++)
        {
            if (labels[photo] < 0 || labels[photo] >= classCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), labels[photo], $"The label of photo {photo} is not a class: there are {classCount}.");
            }
        }
    }
}
