using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class OptionsMergeTests
{
    [Fact]
    public void Settings_reach_into_groups_and_later_ones_win()
    {
        var changes = OptionsMerge.FromSettings(["epochs=3", "epochs = 5", "mix.mixupAlpha=0.3", "MIX.cutMixAlpha=1", "optimizer=Sgd", "erasing={}", "nesterov=false"]);
        var expected = TrainingOptions.ForFineTune() with
        {
            Epochs = 5,
            Mix = new MixOptions { MixupAlpha = 0.3, CutMixAlpha = 1 },
            Optimizer = OptimizerKind.Sgd,
            Erasing = new ErasingOptions(),
            Nesterov = false,
        };
        Assert.Equal(expected, OptionsMerge.Apply(TrainingOptions.ForFineTune(), changes));
    }

    [Fact]
    public void A_null_switches_a_group_off_and_a_part_keeps_the_rest()
    {
        var strong = TrainingRecipes.Named("finetune-strong").Complete();
        var changed = OptionsMerge.Apply(strong, OptionsMerge.FromSettings(["erasing=null", "mix.probability=0.2"]));
        Assert.Equal(strong with { Erasing = null, Mix = strong.Mix! with { Probability = 0.2 } }, changed);
    }

    [Theory]
    [InlineData("epochs")]
    [InlineData("=3")]
    [InlineData("mix.=3")]
    public void What_is_no_setting_is_refused(string setting)
    {
        var exception = Assert.Throws<TrainingRecipeException>(() => OptionsMerge.FromSettings([setting]));
        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
    }
}
