using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class TrainableParameterTests
{
    [Theory]
    [InlineData("mobilenet_v3_large", "classifier.3.weight", "classifier.3.bias")]
    [InlineData("convnext_tiny", "classifier.2.weight", "classifier.2.bias")]
    public void Transfer_learning_trains_the_last_linear_layer_alone(string name, params string[] expected)
    {
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed: 1);
        var selected = TrainableParameter.Select(backbone, TrainingOptions.ForTransfer(), stepsPerEpoch: 1);
        Assert.Equal(expected, selected.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Matrices_and_filters_are_decayed_and_values_for_each_channel_are_not()
    {
        using var backbone = BackboneRegistry.Create("convnext_tiny", classCount: 3, seed: 1);
        var options = TrainingOptions.ForFineTune() with { WeightDecay = 0.05 };
        var decays = TrainableParameter.Select(backbone, options, stepsPerEpoch: 1).ToDictionary(parameter => parameter.Name, parameter => parameter.WeightDecay);
        Assert.Equal(0.05, decays["features.1.0.block.0.weight"]);
        Assert.Equal(0.05, decays["features.1.0.block.3.weight"]);
        Assert.Equal(0, decays["features.1.0.block.2.weight"]);
        Assert.Equal(0, decays["features.1.0.block.3.bias"]);
        Assert.Equal(0, decays["features.1.0.layer_scale"]);
    }
}
