using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>The loss of mixed and weighted batches.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerMixTests
{
    private const int Size = TinyBackbone.ImageSize;
    private const int Classes = ColouredSquares.ClassCount;
    private const double Smoothing = 0.1;

    private static TrainingOptions Options => TrainingOptions.ForFineTune() with { LabelSmoothing = Smoothing, BatchSize = 12, Seed = 1 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_loss_is_cross_entropy_against_soft_targets_times_class_weights(bool weighted)
    {
        // A mixup share near a half: every photo has two labels that count.
        var options = Options with
        {
            Mix = new MixOptions { MixupAlpha = 10 },
            ClassBalance = weighted ? new ClassBalanceOptions { Mode = ClassBalanceMode.Weights } : null,
        };
        double[] weights = weighted ? ClassWeights.Of(EverythingOn.ClassCounts, beta: 1) : [1, 1, 1, 1];
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        var mix = BatchMix.Draw(options.Mix, options.Seed, step: 0, Size);
        float[] logits = LogitsOfMixed(images, labels, mix);
        double expected = 0;
        int correct = 0;
        for (int photo = 0; photo < labels.Length; photo++)
        {
            var row = logits.AsSpan(photo * Classes, Classes);
            int partner = labels[^(photo + 1)];
            expected += (mix.OwnShare * weights[labels[photo]] * CrossEntropy(row, labels[photo]))
                + ((1 - mix.OwnShare) * weights[partner] * CrossEntropy(row, partner));
            correct += TopK.Best(row) == (mix.OwnShare >= 0.5 ? labels[photo] : partner) ? 1 : 0;
        }

        using var backbone = new TinyBackbone(Classes, dropout: 0);
        using var learner = new Learner(backbone, options, 1, classCounts: EverythingOn.ClassCounts);
        var trained = learner.TrainImages(images, Size, labels);
        Assert.Equal(expected, trained.LossSum, 1e-3);
        Assert.Equal(correct, trained.Correct);
    }

    [Fact]
    public void Weights_by_class_need_the_classes_counts()
    {
        using var backbone = new TinyBackbone(Classes);
        var options = Options with { ClassBalance = new ClassBalanceOptions { Mode = ClassBalanceMode.Weights } };
        Assert.Throws<ArgumentException>(() => new Learner(backbone, options, 1));
        Assert.Throws<ArgumentException>(() => new Learner(backbone, options, 1, classCounts: [1, 2]));
    }

    [Fact]
    public void A_mixed_run_still_learns()
    {
        var options = TrainingOptions.ForScratch() with
        {
            Epochs = 8,
            BatchSize = 16,
            WarmupEpochs = 1,
            Seed = 3,
            Mix = new MixOptions { MixupAlpha = 0.2, CutMixAlpha = 1 },
            Erasing = new ErasingOptions(),
        };
        var (images, labels) = ColouredSquares.Draw(200, seed: 1);
        using var backbone = new TinyBackbone(Classes);
        using var learner = new Learner(backbone, options, EpochOrder.StepsPerEpoch(labels.Length, options.BatchSize));
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            ColouredSquares.TrainEpoch(learner, images, labels, options);
        }

        Assert.True(learner.EvaluateImages(images, Size, labels).Accuracy > 0.9);
    }

    private static float[] LogitsOfMixed(byte[] images, int[] labels, BatchMix mix)
    {
        using var backbone = new TinyBackbone(Classes, dropout: 0);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var frozen = TorchSharp.torch.no_grad();
        using var input = new Vision.Backbones.ImageInput(backbone.Config, TorchSharp.torch.CPU);
        var prepared = input.ToDevice(images, Size, labels.Length);
        mix.Apply(prepared);
        backbone.eval();
        return backbone.call(prepared).data<float>().ToArray();
    }

    private static double CrossEntropy(ReadOnlySpan<float> row, int label)
    {
        double logSumExp = Softmax.LogSumExp(row);
        double sum = 0;
        for (int c = 0; c < row.Length; c++)
        {
            sum += ((Smoothing / row.Length) + (c == label ? 1 - Smoothing : 0)) * (logSumExp - row[c]);
        }

        return sum;
    }
}
