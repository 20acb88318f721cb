using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

/// <summary>The networks are torchvision's: the same state dict, and the same numbers come out.</summary>
public sealed class BackboneFixtureTests
{
    public static TheoryData<string> Names => ["mobilenet_v2", "mobilenet_v3_large", "resnet18", "resnet50", "efficientnet_b0", "efficientnet_b3", "convnext_tiny"];

    [Theory]
    [MemberData(nameof(Names))]
    public void State_dict_has_torchvisions_names_shapes_and_order(string name)
    {
        var fixture = BackboneFixture.Load(name);
        using var backbone = BackboneRegistry.Create(name, 1000, seed: 1);
        var state = ModuleState.Tensors(backbone);
        Assert.Equal(
            fixture.Keys.Select(key => $"{key.Name} [{string.Join(", ", key.Shape)}]"),
            state.Select(entry => $"{entry.Name} [{string.Join(", ", entry.Tensor.shape)}]"));
        Assert.Equal(fixture.ParameterCount, backbone.parameters().Sum(parameter => parameter.NumberOfElements));
        Assert.Equal(fixture.Keys[^2].Name, $"{backbone.Config.ClassifierName}.weight");
        Assert.Equal([1000, backbone.Config.FeatureCount], fixture.Keys[^2].Shape);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Formula_weights_give_torchvisions_logits(string name)
    {
        var fixture = BackboneFixture.Load(name);
        using var backbone = BackboneRegistry.Create(name, 1000, seed: 1);
        fixture.Fill(backbone);
        backbone.eval();
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var features = backbone.ForwardFeatures(BackboneFixture.Input());
        var logits = backbone.ForwardHead(features);

        Assert.Equal([1, backbone.Config.FeatureCount], features.shape);
        AssertClose(fixture.Pooled16, Pooled(backbone, features).data<float>().ToArray()[..16], fixture.Tolerance);
        AssertClose(fixture.Logits16, logits.data<float>().ToArray()[..16], fixture.Tolerance);
        Assert.Equal(fixture.LogitsMean, logits.mean().item<float>(), fixture.Tolerance);
        Assert.Equal(fixture.LogitsStd, logits.std().item<float>(), fixture.Tolerance);

        // Which of two almost equal logits is larger is a kernel's choice.
        float[] all = logits.data<float>().ToArray();
        AssertClose([.. all.OrderDescending().Take(5)], [.. fixture.Top5.Select(index => all[index])], 2 * fixture.Tolerance);
    }

    /// <summary>The feature vector as it enters torchvision's classifier, whose first layers belong to the features here in two families.</summary>
    private static Tensor Pooled(Backbone backbone, Tensor features)
    {
        if (backbone is not (MobileNetV3 or ConvNeXt))
        {
            return features;
        }

        var trunk = (nn.Module<Tensor, Tensor>)backbone.named_children().Single(child => child.name == "features").module;
        return trunk.call(BackboneFixture.Input()).mean([2L, 3L]);
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
