using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>Wrong batches are named before anything happens.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerArgumentTests : IDisposable
{
    private const int Size = TinyBackbone.ImageSize;

    private readonly TinyBackbone backbone = new(ColouredSquares.ClassCount);
    private readonly Learner learner;

    public LearnerArgumentTests()
    {
        learner = new Learner(backbone, TrainingOptions.ForTransfer(), 1);
    }

    public void Dispose()
    {
        learner.Dispose();
        backbone.Dispose();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(ColouredSquares.ClassCount)]
    public void A_label_that_is_no_class_is_named(int label)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => learner.TrainFeatures(new float[2 * TinyBackbone.Features], [0, label]));
        Assert.Equal(label, exception.ActualValue);
        Assert.Contains("photo 1", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.TrainImages(new byte[ColouredSquares.ImageBytes], Size, [label]));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.EvaluateImages(new byte[ColouredSquares.ImageBytes], Size, [label]));
    }

    [Fact]
    public void An_empty_batch_is_refused()
    {
        Assert.Throws<ArgumentException>(() => learner.TrainImages([], Size, []));
        Assert.Throws<ArgumentException>(() => learner.TrainFeatures([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.ExtractFeatures([], Size, 0, []));
    }

    [Fact]
    public void Spans_that_do_not_fill_their_shape_are_named()
    {
        AssertNames("imagesNhwc", () => learner.TrainImages(new byte[ColouredSquares.ImageBytes - 1], Size, [0]));
        AssertNames("imagesNhwc", () => learner.EvaluateImages(new byte[ColouredSquares.ImageBytes], Size, [0, 1]));
        AssertNames("imagesNhwc", () => learner.ExtractFeatures(new byte[5], Size, 1, new float[TinyBackbone.Features]));
        AssertNames("featureRows", () => learner.ExtractFeatures(new byte[ColouredSquares.ImageBytes], Size, 1, new float[3]));
        AssertNames("featureRows", () => learner.TrainFeatures(new float[3], [0]));
        AssertNames("featureRows", () => learner.EvaluateFeatures(new float[TinyBackbone.Features], [0, 1]));
        AssertNames("logits", () => learner.EvaluateFeatures(new float[TinyBackbone.Features], [0], new float[3]));
        AssertNames("logits", () => learner.EvaluateImages(new byte[ColouredSquares.ImageBytes], Size, [0], new float[5]));
        Assert.Equal(0, learner.Step);
    }

    [Fact]
    public void Fine_tuning_has_no_cached_features()
    {
        using var fineTune = new Learner(backbone, TrainingOptions.ForFineTune(), 1);
        var exception = Assert.Throws<InvalidOperationException>(() => fineTune.TrainFeatures(new float[TinyBackbone.Features], [0]));
        Assert.Contains("FineTune", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BatchNorm_refuses_to_learn_from_one_photo()
    {
        using var scratch = new Learner(backbone, TrainingOptions.ForScratch(), 1);
        var exception = Assert.Throws<ArgumentException>(() => scratch.TrainImages(new byte[ColouredSquares.ImageBytes], Size, [0]));
        Assert.Contains("EpochOrder", exception.Message, StringComparison.Ordinal);

        using var frozen = new Learner(backbone, TrainingOptions.ForFineTune(), 1);
        Assert.Equal(1, frozen.TrainImages(new byte[ColouredSquares.ImageBytes], Size, [0]).Count);
    }

    [Fact]
    public void Options_and_epoch_length_are_checked_first()
    {
        Assert.Throws<InvalidTrainingOptionException>(() => new Learner(backbone, new TrainingOptions { Epochs = 0 }, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Learner(backbone, new TrainingOptions(), 0));
    }

    private static void AssertNames(string parameter, Action action) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentException>(action).ParamName);
}
