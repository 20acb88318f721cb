using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>The catalogue against torchvision/models/*.py of torchvision 0.16 and later.</summary>
public sealed class PublishedWeightsCatalogTests
{
    [Theory]
    [InlineData("mobilenet_v2", "mobilenet_v2-b0353104.pth", 0.71878, 0.90286, 13.555)]
    [InlineData("mobilenet_v3_large", "mobilenet_v3_large-8738ca79.pth", 0.74042, 0.91340, 21.114)]
    [InlineData("resnet18", "resnet18-f37072fd.pth", 0.69758, 0.89078, 44.661)]
    [InlineData("resnet34", "resnet34-b627a593.pth", 0.73314, 0.91420, 83.275)]
    [InlineData("resnet50", "resnet50-0676ba61.pth", 0.76130, 0.92862, 97.781)]
    [InlineData("resnet101", "resnet101-63fe2227.pth", 0.77374, 0.93546, 170.511)]
    [InlineData("efficientnet_b0", "efficientnet_b0_rwightman-7f5810bc.pth", 0.77692, 0.93532, 20.451)]
    [InlineData("efficientnet_b1", "efficientnet_b1_rwightman-bac287d4.pth", 0.78642, 0.94186, 30.134)]
    [InlineData("efficientnet_b2", "efficientnet_b2_rwightman-c35c1473.pth", 0.80608, 0.95310, 35.174)]
    [InlineData("efficientnet_b3", "efficientnet_b3_rwightman-b3899882.pth", 0.82008, 0.96054, 47.184)]
    [InlineData("efficientnet_b4", "efficientnet_b4_rwightman-23ab8bcd.pth", 0.83384, 0.96594, 74.489)]
    [InlineData("convnext_tiny", "convnext_tiny-983f1562.pth", 0.82520, 0.96146, 109.119)]
    [InlineData("convnext_small", "convnext_small-0c510722.pth", 0.83616, 0.96650, 191.703)]
    public void The_first_file_of_a_backbone_is_torchvisions_first_recipe(string name, string fileName, double top1, double top5, double mebibytes)
    {
        var config = BackboneRegistry.Find(name);
        var first = config.Weights[0];
        Assert.Equal(fileName, config.WeightsFileName);
        Assert.Equal("IMAGENET1K_V1", first.Recipe);
        Assert.Equal(top1, first.Top1, 1e-9);
        Assert.Equal(top5, first.Top5, 1e-9);
        Assert.Equal(mebibytes, first.Mebibytes);
        Assert.Equal(config.ResizeSize, first.ResizeSize);
        Assert.Equal($"https://download.pytorch.org/models/{fileName}", first.Address.AbsoluteUri);
    }

    [Fact]
    public void Every_file_promises_a_checksum_of_its_own_and_states_sizes_that_agree()
    {
        var files = BackboneRegistry.Configs.SelectMany(config => config.Weights).ToList();
        Assert.Equal(files.Count, files.Select(file => file.ChecksumPrefix).Distinct().Count());
        Assert.All(files, file =>
        {
            Assert.Matches("^[0-9a-f]{8}$", file.ChecksumPrefix);
            Assert.InRange(file.Top1, 0.69, file.Top5);
            if (file.Bytes is { } bytes)
            {
                Assert.Equal(file.Mebibytes, bytes / 1048576.0, 5e-4);
            }
        });
    }

    [Fact]
    public void Sizes_leave_room_for_the_parameters()
    {
        foreach (var config in BackboneRegistry.Configs)
        {
            Assert.All(config.Weights, file => Assert.InRange(file.Mebibytes * 1048576 / (4 * config.ParameterCount), 1.0, 1.05));
        }
    }

    [Fact]
    public void Only_the_compact_network_has_no_weights() =>
        Assert.Equal(["resnet9"], BackboneRegistry.Configs.Where(config => config.Weights.Count == 0).Select(config => config.Name));

    [Fact]
    public void A_name_without_digits_promises_nothing() => Assert.Null(WeightsChecksum.PromisedBy("mobilenet_v2_imagenet1k.pth"));
}
