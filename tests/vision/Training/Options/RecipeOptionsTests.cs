using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>Values that a recipe may not have.</summary>
public sealed class RecipeOptionsTests
{
    private static readonly TrainingOptions FineTune = TrainingOptions.ForFineTune();

    public static TheoryData<string, TrainingOptions> Invalid => new()
    {
        { "LayerDecay", FineTune with { LayerDecay = 0 } },
        { "LayerDecay", FineTune with { LayerDecay = 1.1 } },
        { "LayerDecay", TrainingOptions.ForTransfer() with { LayerDecay = 0.9 } },
        { "EmaDecay", FineTune with { EmaDecay = 1 } },
        { "MicroBatchSize", FineTune with { MicroBatchSize = 33 } },
        { "MicroBatchSize", TrainingOptions.ForScratch() with { MicroBatchSize = 1 } },
        { "Precision", FineTune with { Precision = (Precision)9 } },
        { "Precision", TrainingOptions.ForTransfer() with { Precision = Precision.BFloat16 } },
        { "Unfreezing", TrainingOptions.ForTransfer() with { Unfreezing = new UnfreezingOptions() } },
        { "Unfreezing.HeadEpochs", FineTune with { Unfreezing = new UnfreezingOptions { HeadEpochs = 0 } } },
        { "Unfreezing.ThawEpochs", FineTune with { Unfreezing = new UnfreezingOptions { HeadEpochs = 2, ThawEpochs = 10 } } },
        { "Mix", TrainingOptions.ForTransfer() with { Mix = new MixOptions() } },
        { "Mix.MixupAlpha", FineTune with { Mix = new MixOptions { MixupAlpha = 0 } } },
        { "Mix.MixupAlpha", FineTune with { Mix = new MixOptions { MixupAlpha = -1 } } },
        { "Mix.CutMixAlpha", FineTune with { Mix = new MixOptions { CutMixAlpha = double.NaN } } },
        { "Mix.Probability", FineTune with { Mix = new MixOptions { Probability = 0 } } },
        { "Mix.SwitchProbability", FineTune with { Mix = new MixOptions { SwitchProbability = 2 } } },
        { "Erasing", TrainingOptions.ForTransfer() with { Erasing = new ErasingOptions() } },
        { "Erasing.Probability", FineTune with { Erasing = new ErasingOptions { Probability = 1.5 } } },
        { "Erasing.AreaMin", FineTune with { Erasing = new ErasingOptions { AreaMin = 0 } } },
        { "Erasing.AreaMax", FineTune with { Erasing = new ErasingOptions { AreaMin = 0.5, AreaMax = 0.4 } } },
        { "Erasing.AspectMin", FineTune with { Erasing = new ErasingOptions { AspectMin = 2 } } },
        { "Erasing.Fill", FineTune with { Erasing = new ErasingOptions { Fill = (ErasingFill)5 } } },
        { "ClassBalance.Mode", FineTune with { ClassBalance = new ClassBalanceOptions { Mode = (ClassBalanceMode)5 } } },
        { "ClassBalance.Beta", FineTune with { ClassBalance = new ClassBalanceOptions { Beta = 1.1 } } },
        { "Resizing", TrainingOptions.ForTransfer() with { Resizing = new ResizingOptions() } },
        { "Resizing.StartScale", FineTune with { Resizing = new ResizingOptions { StartScale = 0 } } },
        { "Resizing.GrowthShare", FineTune with { Resizing = new ResizingOptions { GrowthShare = 0 } } },
        { "TestTime.Scales", FineTune with { TestTime = new TestTimeOptions { Scales = 6 } } },
        { "TestTime.ScaleStep", FineTune with { TestTime = new TestTimeOptions { ScaleStep = 1 } } },
        { "TestTime.Flip", FineTune with { TestTime = new TestTimeOptions { Flip = false } } },
    };

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void A_value_out_of_range_is_named_with_its_group(string property, TrainingOptions options)
    {
        var exception = Assert.Throws<InvalidTrainingOptionException>(options.Validate);
        Assert.Equal(property, exception.PropertyName);
        Assert.StartsWith($"{property} is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.Allowed, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_group_with_its_defaults_is_valid_and_survives_json()
    {
        var options = EverythingOn.Options(Precision.BFloat16) with { TestTime = new TestTimeOptions(), Resizing = new ResizingOptions() };
        options.Validate();
        Assert.Equal(options, TrainingOptionsJson.Read(TrainingOptionsJson.Write(options)));
    }

    [Fact]
    public void Options_written_before_there_were_recipes_are_read()
    {
        const string Before = """
            {"method":"FineTune","epochs":12,"batchSize":32,"optimizer":"AdamW","learningRate":0.0001,"momentum":0.9,"nesterov":true,"weightDecay":0.01,
             "schedule":"Cosine","warmupEpochs":1,"stepEpochs":10,"stepFactor":0.1,"labelSmoothing":0.1,"earlyStoppingPatience":0,"freezeBatchNorm":true,
             "featureVariants":4,"headLearningRateFactor":10,"gradientClipNorm":0,"seed":0,"deterministic":false}
            """;
        Assert.Equal(FineTune, TrainingOptionsJson.Read(Before));
    }
}
