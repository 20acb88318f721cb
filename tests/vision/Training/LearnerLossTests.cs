using System.Runtime.InteropServices;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>The loss and what one step makes of its gradient.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerLossTests
{
    private const int Size = TinyBackbone.ImageSize;
    private const int Classes = ColouredSquares.ClassCount;

    private static TrainingOptions PlainSgd => TrainingOptions.ForTransfer() with
    {
        Optimizer = OptimizerKind.Sgd,
        Momentum = 0,
        Nesterov = false,
        WeightDecay = 0,
        Schedule = ScheduleKind.Constant,
        LearningRate = 0.5,
        LabelSmoothing = 0,
    };

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.4)]
    public void Training_loss_is_smoothed_cross_entropy(double smoothing)
    {
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        using var backbone = new TinyBackbone(Classes, dropout: 0);
        using var learner = new Learner(backbone, PlainSgd with { LabelSmoothing = smoothing }, 1);
        float[] logits = new float[labels.Length * Classes];
        var evaluated = learner.EvaluateImages(images, Size, labels, logits);
        var trained = learner.TrainImages(images, Size, labels);

        double plain = 0;
        double smoothed = 0;
        for (int photo = 0; photo < labels.Length; photo++)
        {
            var row = logits.AsSpan(photo * Classes, Classes);
            double logSumExp = Softmax.LogSumExp(row);
            plain += logSumExp - row[labels[photo]];
            for (int c = 0; c < Classes; c++)
            {
                double target = (smoothing / Classes) + (c == labels[photo] ? 1 - smoothing : 0);
                smoothed += target * (logSumExp - row[c]);
            }
        }

        Assert.Equal(plain, evaluated.LossSum, 1e-9);
        Assert.Equal(smoothed, trained.LossSum, 1e-4);
        Assert.Equal(evaluated.Correct, trained.Correct);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    public void A_clipped_gradient_has_exactly_the_clip_norm(double clipNorm)
    {
        double step = StepLength(PlainSgd with { GradientClipNorm = clipNorm });
        Assert.Equal(clipNorm * PlainSgd.LearningRate, step, 1e-5);
    }

    [Fact]
    public void A_short_gradient_is_not_clipped()
    {
        double free = StepLength(PlainSgd);
        Assert.True(free > 0.2 * PlainSgd.LearningRate, "the clipping tests need a longer gradient");
        Assert.Equal(free, StepLength(PlainSgd with { GradientClipNorm = 1000 }), 1e-7);
    }

    [Fact]
    public void Weight_decay_spares_biases_and_normalisation()
    {
        var options = TrainingOptions.ForFineTune() with { WeightDecay = 0.5, HeadLearningRateFactor = 3 };
        using var backbone = new TinyBackbone(Classes);
        var parameters = TrainableParameter.Select(backbone, options, stepsPerEpoch: 1);
        Assert.Equal(backbone.named_parameters().Count(), parameters.Count);
        Assert.All(parameters, parameter => Assert.Equal(parameter.Value.dim() > 1 ? 0.5 : 0, parameter.WeightDecay));
        Assert.Equal(
            ["classifier.1.weight", "classifier.1.bias"],
            parameters.Where(parameter => parameter.LearningRateFactor == 3).Select(parameter => parameter.Name));
    }

    [Fact]
    public void The_head_factor_scales_the_heads_step_only()
    {
        var options = PlainSgd with { Method = TrainingMethod.FineTune, FreezeBatchNorm = true };
        var (plainHead, plainBody) = FineTuneSteps(options);
        var (fastHead, fastBody) = FineTuneSteps(options with { HeadLearningRateFactor = 4 });
        Assert.Equal(4 * plainHead, fastHead, 1e-4);
        Assert.Equal(plainBody, fastBody, 1e-9);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run()
    {
        var (_, labels) = ColouredSquares.Draw(4, seed: 1);
        float[] features = new float[4 * TinyBackbone.Features];
        features[3] = float.PositiveInfinity;
        using var backbone = new TinyBackbone(Classes, dropout: 0);
        using var learner = new Learner(backbone, PlainSgd, 1);
        var evaluation = Assert.Throws<TrainingDivergedException>(() => learner.EvaluateFeatures(features, labels));
        var training = Assert.Throws<TrainingDivergedException>(() => learner.TrainFeatures(features, labels));
        Assert.Equal(0, evaluation.Step);
        Assert.Contains("LearningRate", training.Message, StringComparison.Ordinal);
        Assert.Equal(0, learner.Step);
    }

    private static double StepLength(TrainingOptions options)
    {
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        using var backbone = new TinyBackbone(Classes, dropout: 0);
        var before = ModuleWeights.Capture(backbone);
        using var learner = new Learner(backbone, options, 1);
        learner.TrainImages(images, Size, labels);
        return Distance(before, ModuleWeights.Capture(backbone), _ => true);
    }

    private static (double Head, double Body) FineTuneSteps(TrainingOptions options)
    {
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        using var backbone = new TinyBackbone(Classes, dropout: 0);
        var before = ModuleWeights.Capture(backbone);
        using var learner = new Learner(backbone, options, 1);
        learner.TrainImages(images, Size, labels);
        var after = ModuleWeights.Capture(backbone);
        return (Distance(before, after, name => name.StartsWith("classifier", StringComparison.Ordinal)),
            Distance(before, after, name => name.StartsWith("features", StringComparison.Ordinal)));
    }

    private static double Distance(StateDict before, StateDict after, Func<string, bool> counts)
    {
        double sum = 0;
        foreach (var tensor in after.Tensors.Where(tensor => tensor.DType == WeightDType.F32 && counts(tensor.Name)))
        {
            var left = MemoryMarshal.Cast<byte, float>(before[tensor.Name].Data.Span);
            var right = MemoryMarshal.Cast<byte, float>(tensor.Data.Span);
            for (int i = 0; i < left.Length; i++)
            {
                sum += Math.Pow(left[i] - right[i], 2);
            }
        }

        return Math.Sqrt(sum);
    }
}
