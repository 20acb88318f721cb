using BirdGrid.Grains.Training;
using BirdGrid.Grains.Training.DataParallel;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Tests.Training.DataParallel;

public sealed class DataParallelRulesTests
{
    private static readonly TrainingOptions FineTune = TrainingOptions.ForFineTune() with { BatchSize = 8 };

    [Fact]
    public void One_device_trains_anything() => DataParallelRules.Check(Spec(TrainingOptions.ForTransfer(), devices: 1));

    [Fact]
    public void Fine_tuning_is_shared_by_as_many_devices_as_a_batch_has_photos_for()
    {
        DataParallelRules.Check(Spec(FineTune, devices: 8));
        Assert.Equal("batch-too-small", Refusal(Spec(FineTune, devices: 9)));
    }

    [Fact]
    public void A_device_that_learns_statistics_or_mixes_needs_two_photos()
    {
        var statistics = FineTune with { FreezeBatchNorm = false };
        var mixed = FineTune with { Mix = new MixOptions { MixupAlpha = 0.2 } };
        DataParallelRules.Check(Spec(statistics, devices: 4));
        DataParallelRules.Check(Spec(mixed, devices: 4));
        Assert.Equal("batch-too-small", Refusal(Spec(statistics, devices: 5)));
        Assert.Equal("batch-too-small", Refusal(Spec(mixed, devices: 5)));
    }

    [Fact]
    public void Transfer_learning_is_for_one_device() => Assert.Equal("devices-need-finetune", Refusal(Spec(TrainingOptions.ForTransfer(), devices: 2)));

    [Theory]
    [InlineData(-1)]
    [InlineData(65)]
    public void Numbers_out_of_range_are_refused(int devices) => Assert.Equal("devices-out-of-range", Refusal(Spec(FineTune, devices)));

    private static string Refusal(TrainingSpec spec) => Assert.Throws<RefusedException>(() => DataParallelRules.Check(spec)).Reason;

    private static TrainingSpec Spec(TrainingOptions options, int devices) => new()
    {
        Model = "birds",
        Dataset = "birds",
        Backbone = "resnet9",
        Initialization = Initialization.Pretrained,
        AugmentationJson = "{}",
        OptionsJson = TrainingOptionsJson.Write(options),
        Devices = devices,
    };
}
