using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <content>One optimiser step: gradients of a batch, part by part, and what is made of them.</content>
public sealed partial class Learner
{
    private void BeginStep()
    {
        average?.Place(intoNetwork: false);
        long seed = (long)SplitMix64.Key(options.Seed, DropoutStream, (ulong)Step);
        using var generator = manual_seed(seed);
        if (device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all(seed);
        }
    }

    private BatchMetrics DescendHead(Tensor rows, ReadOnlySpan<int> labels)
    {
        if (!backbone.training)
        {
            backbone.train();
        }

        return Descend(part => backbone.ForwardHead(part.Of(rows)), labels, BatchMix.None);
    }

    private BatchMetrics Descend(Func<BatchPart, Tensor> forward, ReadOnlySpan<int> labels, BatchMix mix)
    {
        loss.Take(labels, mix);
        var learning = layers.LearningIn(Step);
        var (gradients, logits, meanLoss) = Differentiate(forward, labels.Length, learning);
        if (options.GradientClipNorm > 0)
        {
            gradients = GradientClipping.Clip(gradients, options.GradientClipNorm);
        }

        double learningRate = LearningRate;
        optimizer.Step(gradients, learningRate, Step + 1);
        average?.Update(Step);
        double hostLoss = meanLoss.ToSingle();
        if (!double.IsFinite(hostLoss))
        {
            throw new TrainingDivergedException(Step, learningRate);
        }

        Step++;
        return Count(ToHost(logits), loss.DominantLabels(labels, mix), hostLoss * labels.Length);
    }

    /// <summary>Gradients in 32 bits, logits [N, classes] and the mean loss of a batch; all fall to the caller's dispose scope.</summary>
    private (IReadOnlyList<Tensor> Gradients, Tensor Logits, Tensor MeanLoss) Differentiate(Func<BatchPart, Tensor> forward, int count, Tensor[] learning)
    {
        Tensor[]? gradients = null;
        Tensor? meanLoss = null;
        var logits = new List<Tensor>();
        foreach (var part in BatchPart.Cut(count, options.MicroBatchSize))
        {
            using var scope = NewDisposeScope();
            var partLogits = forward(part).to(ScalarType.Float32);
            var partLoss = loss.Of(partLogits, part);
            var partGradients = autograd.grad([partLoss], learning).Select(gradient => gradient.to(ScalarType.Float32));
            if (gradients is null || meanLoss is null)
            {
                gradients = [.. partGradients.Select(gradient => gradient.MoveToOuterDisposeScope())];
                meanLoss = partLoss.detach().MoveToOuterDisposeScope();
            }
            else
            {
                using var frozen = no_grad();
                meanLoss.add_(partLoss.detach());
                foreach (var (sum, gradient) in gradients.Zip(partGradients))
                {
                    sum.add_(gradient);
                }
            }

            logits.Add(partLogits.detach().MoveToOuterDisposeScope());
        }

        return (gradients!, logits.Count == 1 ? logits[0] : cat(logits), meanLoss!);
    }
}
