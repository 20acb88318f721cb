using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

public sealed class ChannelsLastTests
{
    [Fact]
    public void Converted_filters_keep_names_values_and_results()
    {
        using var scope = NewDisposeScope();
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 3, seed: 1);
        backbone.eval();
        var images = rand(2, 3, 64, 64);
        var expected = backbone.call(images);
        var before = ModuleWeights.Capture(backbone);

        ChannelsLast.ConvertWeights(backbone);

        var after = ModuleWeights.Capture(backbone);
        Assert.Equal(before.Tensors.Select(tensor => tensor.Name), after.Tensors.Select(tensor => tensor.Name));
        Assert.All(before.Tensors, tensor => Assert.True(tensor.Data.Span.SequenceEqual(after[tensor.Name].Data.Span), tensor.Name));
        var filters = backbone.named_parameters().First(entry => entry.parameter.dim() == 4 && entry.parameter.shape[1] > 1 && entry.parameter.shape[2] > 1).parameter;
        Assert.Equal(1, filters.stride(1));
        Assert.True(filters.requires_grad);
        Assert.True(allclose(expected, backbone.call(images), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void On_a_processor_filters_stay_as_they_are()
    {
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 3, seed: 1);
        ChannelsLast.ConvertWeights(backbone, CPU);
        Assert.All(backbone.named_parameters(), entry => Assert.True(entry.parameter.is_contiguous(), entry.name));
    }
}
