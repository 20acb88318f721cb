using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

public sealed class BackboneRegistryTests
{
    public static TheoryData<string> Names => [.. BackboneRegistry.Names];

    /// <summary>The smallest of each family: the rest differ in numbers only.</summary>
    public static TheoryData<string> Families => ["mobilenet_v2", "mobilenet_v3_large", "resnet18", "efficientnet_b0", "convnext_tiny", "resnet9"];

    [Fact]
    public void Names_are_those_of_torchvision_and_the_compact_one()
    {
        Assert.Equal(
            [
                "mobilenet_v2", "mobilenet_v3_large", "resnet18", "resnet34", "resnet50", "resnet101",
                "efficientnet_b0", "efficientnet_b1", "efficientnet_b2", "efficientnet_b3", "efficientnet_b4",
                "convnext_tiny", "convnext_small", "resnet9",
            ],
            BackboneRegistry.Names);
    }

    [Fact]
    public void Find_of_an_unknown_name_lists_the_known_ones()
    {
        var error = Assert.Throws<UnknownBackboneException>(() => BackboneRegistry.Find("resnet51"));
        Assert.Equal("resnet51", error.Name);
        Assert.Contains("'resnet51'", error.Message, StringComparison.Ordinal);
        Assert.All(BackboneRegistry.Names, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
        Assert.Throws<UnknownBackboneException>(() => BackboneRegistry.Create("ResNet18", 2, seed: 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Config_describes_the_network(string name)
    {
        var config = BackboneRegistry.Find(name);
        using var backbone = BackboneRegistry.Create(name, classCount: 7, seed: 0);
        Assert.Equal(name, config.Name);
        Assert.Same(config, backbone.Config);
        Assert.True(config.ResizeSize >= config.InputSize);
        Assert.Equal(7, backbone.ClassCount);
        var head = ModuleState.Tensors(backbone).Single(entry => entry.Name == config.ClassifierName + ".weight");
        Assert.Equal([7, config.FeatureCount], head.Tensor.shape);
        Assert.Same(backbone.Classifier.weight, head.Tensor);
        Assert.All(backbone.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Weights_are_a_pure_function_of_the_seed(string name)
    {
        Assert.Equal(StateBytes(name, seed: 5), StateBytes(name, seed: 5));
        Assert.NotEqual(StateBytes(name, seed: 5), StateBytes(name, seed: 6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_class_count_below_one_is_refused(string name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BackboneRegistry.Create(name, classCount: 0, seed: 0));
    }

    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_large")]
    [InlineData("resnet18")]
    [InlineData("efficientnet_b0")]
    [InlineData("resnet9")]
    public void Convolutions_start_with_the_variance_of_their_fan_out(string name)
    {
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed: 9);
        using var scope = NewDisposeScope();
        foreach (var (key, weight) in backbone.named_parameters().Where(entry => entry.parameter.Dimensions == 4 && entry.parameter.NumberOfElements > 5000))
        {
            double expected = Math.Sqrt(2.0 / (weight.shape[0] * weight.shape[2] * weight.shape[3]));
            double actual = weight.detach().std().item<float>();
            Assert.True(Math.Abs((actual / expected) - 1) < 0.1, $"{key}: {actual} where {expected} was expected.");
        }
    }

    [Fact]
    public void ConvNeXt_starts_with_small_normal_weights_and_its_branches_almost_off()
    {
        using var backbone = BackboneRegistry.Create("convnext_tiny", classCount: 3, seed: 9);
        using var scope = NewDisposeScope();
        foreach (var (key, parameter) in backbone.named_parameters())
        {
            if (key.EndsWith(".layer_scale", StringComparison.Ordinal))
            {
                Assert.All(parameter.detach().data<float>().ToArray(), value => Assert.Equal(1e-6f, value));
            }
            else if (parameter.NumberOfElements > 5000)
            {
                Assert.Equal(0.02, parameter.detach().std().item<float>(), 0.001);
            }
        }
    }

    [Fact]
    public void The_compact_network_is_small()
    {
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 8, seed: 0);
        Assert.InRange(backbone.parameters().Sum(parameter => parameter.NumberOfElements), 1_000_000, 2_000_000);
    }

    private static string StateBytes(string name, ulong seed)
    {
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed);
        byte[] bytes = SafetensorsFile.ToBytes(ModuleWeights.Capture(backbone));
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
    }
}
