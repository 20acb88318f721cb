namespace BirdGrid.Vision.Evaluation;

/// <summary>Collects logits batch by batch and makes the report.</summary>
/// <param name="classes">Labels, in class order.</param>
public sealed class EvaluationBuilder(IReadOnlyList<string> classes)
{
    private readonly int[] confusion = new int[classes.Count * classes.Count];
    private double lossSum;
    private int correct5;
    private int count;

    /// <summary>Takes in a batch.</summary>
    /// <param name="logits">Row-major, labels x classes.</param>
    /// <param name="labels">True class of each row.</param>
    /// <exception cref="ArgumentException">Logits and labels do not fit each other, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int n = classes.Count;
        if (logits.Length != labels.Length * n)
        {
            throw new ArgumentException($"{labels.Length} labels of {n} classes need {labels.Length * n} logits; {logits.Length} came.", nameof(logits));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            int label = labels[i];
            if (label < 0 || label >= n)
            {
                throw new ArgumentException($"Label {label} is none of the {n} classes.", nameof(labels));
            }

            AddRow(logits.Slice(i * n, n), label);
        }
    }

    /// <summary>The report over everything added.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public EvaluationReport Build()
    {
        if (count == 0)
        {
            throw new InvalidOperationException("There is nothing to report: no photo was evaluated.");
        }

        int n = classes.Count;
        var results = classes.Select((label, c) => new ClassResult(label, confusion.AsSpan(c * n, n).ToArray().Sum(), confusion[(c * n) + c])).ToList();
        return new EvaluationReport
        {
            Count = count,
            Top1 = (double)results.Sum(r => r.Correct) / count,
            Top5 = (double)correct5 / count,
            MeanLoss = lossSum / count,
            Classes = results,
            Confusion = [.. confusion],
        };
    }

    private void AddRow(ReadOnlySpan<float> row, int label)
    {
        int best = 0;
        int above = 0;
        double sum = 0;
        float largest = row[0];
        for (int c = 1; c < row.Length; c++)
        {
            if (row[c] > largest)
            {
                (largest, best) = (row[c], c);
            }
        }

        for (int c = 0; c < row.Length; c++)
        {
            sum += Math.Exp(row[c] - largest);
            above += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
        }

        lossSum += Math.Log(sum) + largest - row[label];
        correct5 += above < 5 ? 1 : 0;
        confusion[(label * classes.Count) + best]++;
        count++;
    }
}
