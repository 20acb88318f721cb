using System.Text.RegularExpressions;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

/// <summary>Every member of every family against what torchvision publishes of it (num_params and _ops in torchvision/models/*.py).</summary>
public sealed partial class BackboneMembersTests
{
    private const int Side = 64;

    [Theory]
    [InlineData("mobilenet_v2", 3_504_872, 0.301)]
    [InlineData("mobilenet_v3_large", 5_483_032, 0.217)]
    [InlineData("resnet18", 11_689_512, 1.814)]
    [InlineData("resnet34", 21_797_672, 3.664)]
    [InlineData("resnet50", 25_557_032, 4.089)]
    [InlineData("resnet101", 44_549_160, 7.801)]
    [InlineData("efficientnet_b0", 5_288_548, 0.386)]
    [InlineData("efficientnet_b1", 7_794_184, 0.687)]
    [InlineData("efficientnet_b2", 9_109_994, 1.088)]
    [InlineData("efficientnet_b3", 12_233_232, 1.827)]
    [InlineData("efficientnet_b4", 19_341_616, 4.394)]
    [InlineData("convnext_tiny", 28_589_128, 4.456)]
    [InlineData("convnext_small", 50_223_688, 8.684)]
    [InlineData("resnet9", null, null)]
    public void Counts_are_torchvisions_and_the_network_trains(string name, int? publishedParameters, double? publishedGigaOperations)
    {
        using var backbone = BackboneRegistry.Create(name, classCount: 1000, seed: 1);
        Assert.Equal(backbone.Config.ParameterCount, backbone.parameters().Sum(parameter => parameter.NumberOfElements));
        Assert.Equal(backbone.Config.MultiplyAddCount, MultiplyAddCounter.Count(backbone));
        if (publishedParameters is not null)
        {
            Assert.Equal(publishedParameters.Value, backbone.Config.ParameterCount);
            Assert.Equal(publishedGigaOperations!.Value, Math.Round(backbone.Config.MultiplyAddCount / 1e9, 3));
        }

        AssertHeadAfterFeatures(backbone);
        AssertTrains(backbone);
    }

    /// <summary>Larger members repeat blocks of their small sister, so their keys are the sister's but for block numbers.</summary>
    [Theory]
    [InlineData("resnet34", "resnet18")]
    [InlineData("resnet101", "resnet50")]
    [InlineData("efficientnet_b1", "efficientnet_b0")]
    [InlineData("efficientnet_b2", "efficientnet_b0")]
    [InlineData("efficientnet_b4", "efficientnet_b3")]
    [InlineData("convnext_small", "convnext_tiny")]
    public void Keys_follow_the_familys_pattern(string name, string sister)
    {
        Assert.Equal(Pattern(sister), Pattern(name));

        static IEnumerable<string> Pattern(string name)
        {
            using var backbone = BackboneRegistry.Create(name, classCount: 2, seed: 0);
            return [.. ModuleState.Tensors(backbone).Select(entry => BlockNumber().Replace(entry.Name, "$1.#.")).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    private static void AssertHeadAfterFeatures(Backbone backbone)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        backbone.eval();
        var images = Images(count: 2);
        var features = backbone.ForwardFeatures(images);
        Assert.Equal([2, backbone.Config.FeatureCount], features.shape);
        Assert.Equal(backbone.forward(images).data<float>().ToArray(), backbone.ForwardHead(features).data<float>().ToArray());
    }

    private static void AssertTrains(Backbone backbone)
    {
        using var scope = NewDisposeScope();
        backbone.train();
        nn.functional.cross_entropy(backbone.forward(Images(count: 2)), arange(2, dtype: ScalarType.Int64)).backward();
        Assert.All(backbone.named_parameters(), entry =>
        {
            Assert.NotNull(entry.parameter.grad);
            Assert.True(entry.parameter.grad!.isfinite().all().item<bool>(), entry.name);
        });
    }

    private static Tensor Images(int count)
    {
        using var generator = new Generator(3);
        return randn([count, 3, Side, Side], generator: generator);
    }

    /// <summary>A stage's name and the number of a block in it: <c>layer3.11.</c>, <c>features.4.0.</c>.</summary>
    [GeneratedRegex(@"^(layer\d|features\.\d)\.\d+\.")]
    private static partial Regex BlockNumber();
}
