using System.Text.Json;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class TrainingOptionsTests
{
    public static TheoryData<string, TrainingOptions> Invalid => new()
    {
        { nameof(TrainingOptions.Method), new TrainingOptions { Method = (TrainingMethod)7 } },
        { nameof(TrainingOptions.Epochs), new TrainingOptions { Epochs = 0 } },
        { nameof(TrainingOptions.BatchSize), new TrainingOptions { BatchSize = 5000 } },
        { nameof(TrainingOptions.BatchSize), TrainingOptions.ForScratch() with { BatchSize = 1 } },
        { nameof(TrainingOptions.Optimizer), new TrainingOptions { Optimizer = (OptimizerKind)7 } },
        { nameof(TrainingOptions.LearningRate), new TrainingOptions { LearningRate = 0 } },
        { nameof(TrainingOptions.LearningRate), new TrainingOptions { LearningRate = double.NaN } },
        { nameof(TrainingOptions.Momentum), new TrainingOptions { Momentum = 1 } },
        { nameof(TrainingOptions.Nesterov), TrainingOptions.ForFineTune() with { Optimizer = OptimizerKind.Sgd, Momentum = 0 } },
        { nameof(TrainingOptions.WeightDecay), new TrainingOptions { WeightDecay = -0.1 } },
        { nameof(TrainingOptions.Schedule), new TrainingOptions { Schedule = (ScheduleKind)7 } },
        { nameof(TrainingOptions.WarmupEpochs), new TrainingOptions { Epochs = 3, WarmupEpochs = 3 } },
        { nameof(TrainingOptions.WarmupEpochs), new TrainingOptions { WarmupEpochs = double.NaN } },
        { nameof(TrainingOptions.StepEpochs), new TrainingOptions { StepEpochs = 0 } },
        { nameof(TrainingOptions.StepFactor), new TrainingOptions { StepFactor = 1.5 } },
        { nameof(TrainingOptions.LabelSmoothing), new TrainingOptions { LabelSmoothing = 1 } },
        { nameof(TrainingOptions.EarlyStoppingPatience), new TrainingOptions { EarlyStoppingPatience = -1 } },
        { nameof(TrainingOptions.FeatureVariants), new TrainingOptions { FeatureVariants = 0 } },
        { nameof(TrainingOptions.HeadLearningRateFactor), new TrainingOptions { HeadLearningRateFactor = 0 } },
        { nameof(TrainingOptions.GradientClipNorm), new TrainingOptions { GradientClipNorm = double.PositiveInfinity } },
    };

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void An_option_out_of_range_is_named_with_value_and_range(string property, TrainingOptions options)
    {
        var exception = Assert.Throws<InvalidTrainingOptionException>(options.Validate);
        Assert.Equal(property, exception.PropertyName);
        Assert.Equal(typeof(TrainingOptions).GetProperty(property)!.GetValue(options), exception.Value);
        Assert.StartsWith($"{property} is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.Allowed, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_valid_for_their_start()
    {
        TrainingOptions.ForTransfer().ValidateStart(pretrained: true);
        TrainingOptions.ForFineTune().ValidateStart(pretrained: true);
        TrainingOptions.ForScratch().ValidateStart(pretrained: false);
        Assert.Equal(new TrainingOptions(), TrainingOptions.ForTransfer());
    }

    [Fact]
    public void Drawn_weights_can_neither_be_frozen_nor_keep_statistics()
    {
        var transfer = Assert.Throws<InvalidTrainingOptionException>(() => TrainingOptions.ForTransfer().ValidateStart(pretrained: false));
        var fineTune = Assert.Throws<InvalidTrainingOptionException>(() => TrainingOptions.ForFineTune().ValidateStart(pretrained: false));
        Assert.Equal(nameof(TrainingOptions.Method), transfer.PropertyName);
        Assert.Equal(nameof(TrainingOptions.FreezeBatchNorm), fineTune.PropertyName);
    }

    [Fact]
    public void Options_survive_json_with_readable_names()
    {
        var options = TrainingOptions.ForScratch() with { Seed = ulong.MaxValue, LearningRate = 0.1 + 0.2, WarmupEpochs = 1.5 };
        string json = JsonSerializer.Serialize(options);
        Assert.Contains("\"FineTune\"", json, StringComparison.Ordinal);
        Assert.Equal(options, JsonSerializer.Deserialize<TrainingOptions>(json));
        Assert.Equal(new TrainingOptions(), JsonSerializer.Deserialize<TrainingOptions>("{}"));
    }
}
