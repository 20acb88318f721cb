using BirdGrid.Vision.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <content>One optimiser step: gradients of a batch, part by part, and what is made of them.</content>
public sealed partial class Learner
{
    // Devices that share a batch draw differently: by the position of their first photo in it.
    private void BeginStep(int firstPosition = 0)
    {
        average?.Place(intoNetwork: false);
        ulong drawn = SplitMix64.Key(options.Seed, DropoutStream, (ulong)Step);
        long seed = (long)(firstPosition == 0 ? drawn : SplitMix64.Key(drawn, DropoutStream, (ulong)firstPosition));
        using var generator = manual_seed(seed);
        if (device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all(seed);
        }
    }

    /// <summary>Erases and mixes photos and puts the network into the mode of the step; null positions: the photos are the whole batch.</summary>
    private (Tensor Prepared, BatchMix Mix) Prepare(Tensor input, IReadOnlyList<int>? positions = null)
    {
        RandomErasing.Apply(input, options.Erasing, options.Seed, Step, positions);
        var mix = BatchMix.Draw(options.Mix, options.Seed, Step, imageSize: (int)input.shape[3]);
        mix.Apply(input);
        layers.Enter(Step);
        halfPrecision?.Refresh();
        return (halfPrecision is null ? input : input.to(ScalarType.BFloat16), mix);
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
        loss.Take(labels, mix, labels.Length);
        var learning = layers.LearningIn(Step);
        var (gradients, logits, meanLoss) = Differentiate(forward, labels.Length, learning);
        double learningRate = LearningRate;
        MoveWeights(gradients, learningRate);
        double hostLoss = meanLoss.HostValue();
        if (!double.IsFinite(hostLoss))
        {
            throw new TrainingDivergedException(Step, learningRate);
        }

        Step++;
        return Count(ToHost(logits), loss.DominantLabels(labels, mix), hostLoss * labels.Length);
    }

    private void MoveWeights(IReadOnlyList<Tensor> gradients, double learningRate)
    {
        if (options.GradientClipNorm > 0)
        {
            gradients = GradientClipping.Clip(gradients, options.GradientClipNorm);
        }

        optimizer.Step(gradients, learningRate, Step + 1);
        average?.Update(Step);
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
                meanLoss.AddInPlace(partLoss.detach());
                foreach (var (sum, gradient) in gradients.Zip(partGradients))
                {
                    sum.AddInPlace(gradient);
                }
            }

            logits.Add(partLogits.detach().MoveToOuterDisposeScope());
        }

        return (gradients!, logits.Count == 1 ? logits[0] : cat(logits), meanLoss!);
    }
}
