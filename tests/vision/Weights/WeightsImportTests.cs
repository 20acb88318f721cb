using System.Security.Cryptography;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class WeightsImportTests : IDisposable
{
    private readonly WeightsFixture fixture = new();

    private WeightsImport Import => new(fixture.Options(mirror: null));

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_large")]
    [InlineData("efficientnet_b1")]
    [InlineData("resnet9")]
    public void The_backbone_is_told_from_the_weights(string name)
    {
        string path = Save("weights.safetensors", name, classCount: 7);
        var imported = Import.Import(path);
        Assert.Equal(name, imported.Backbone.Name);
        Assert.Null(imported.Published);
        Assert.Equal(Path.Combine(fixture.CacheDirectory, $"{name}_imagenet1k.safetensors"), imported.Path);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(imported.Path));
        Assert.Equal(imported.Path, fixture.Search(mirror: null).Locate(imported.Backbone)!.Path);
        Assert.Equal([imported.Path], Directory.GetFiles(fixture.CacheDirectory));
    }

    [Fact]
    public void Torchvisions_own_file_is_imported_as_such_and_read_back()
    {
        var imported = Import.Import(SharedData.Require("weights", "mobilenet_v2_imagenet1k.pth"));
        Assert.Equal("mobilenet_v2", imported.Backbone.Name);
        Assert.Equal(imported.Published?.FileName ?? "mobilenet_v2_imagenet1k.pth", Path.GetFileName(imported.Path));
        WeightAssert.Same(WeightsFile.Read(SharedData.Require("weights", "mobilenet_v2_imagenet1k.pth")), WeightsFile.Read(imported.Path));
    }

    [Fact]
    public void A_later_import_replaces_an_earlier_one_in_the_other_format()
    {
        Directory.CreateDirectory(fixture.CacheDirectory);
        File.WriteAllBytes(Path.Combine(fixture.CacheDirectory, "resnet9_imagenet1k.pth"), [1]);
        var imported = Import.Import(Save("weights.safetensors", "resnet9"));
        Assert.Equal([imported.Path], Directory.GetFiles(fixture.CacheDirectory));
    }

    [Fact]
    public void Weights_of_another_backbone_are_refused_and_nothing_is_written()
    {
        string path = Save("weights.safetensors", "resnet9");
        var error = Assert.Throws<WeightsMismatchException>(() => Import.Import(path, "mobilenet_v2"));
        Assert.Contains("features.0.0.weight", error.Message, StringComparison.Ordinal);
        Assert.Throws<UnknownBackboneException>(() => Import.Import(path, "resnet51"));
        Assert.False(Directory.Exists(fixture.CacheDirectory));
    }

    [Fact]
    public void Weights_that_fit_no_backbone_are_refused()
    {
        string path = Path.Combine(fixture.Directory, "tiny.safetensors");
        File.WriteAllBytes(path, WeightsFixture.Body);
        Assert.Contains("fits no backbone", Assert.Throws<WeightsFormatException>(() => Import.Import(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "no weights");
        Assert.Contains(path, Assert.Throws<WeightsFormatException>(() => Import.Import(path)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(fixture.CacheDirectory));
    }

    [Fact]
    public void Digits_in_the_name_are_a_promise()
    {
        string path = Save("weights.safetensors", "resnet9");
        string digits = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..8];
        string wrong = Path.Combine(fixture.Directory, "resnet9-00000000.safetensors");
        File.Copy(path, wrong);
        var error = Assert.Throws<WeightsFormatException>(() => Import.Import(wrong));
        Assert.Contains($"begins with {digits}, not with 00000000", error.Message, StringComparison.Ordinal);

        string right = Path.Combine(fixture.Directory, $"resnet9-{digits}.safetensors");
        File.Move(path, right);
        Assert.Equal("resnet9", Import.Import(right).Backbone.Name);
    }

    [Fact]
    public void A_former_name_of_torchvision_is_measured_by_the_new_ones_digits()
    {
        string path = Save("efficientnet_b0_rwightman-3dd342df.pth", "efficientnet_b0");
        Assert.Contains("not with 7f5810bc", Assert.Throws<WeightsFormatException>(() => Import.Import(path)).Message, StringComparison.Ordinal);
    }

    private string Save(string fileName, string backboneName, int classCount = 3)
    {
        string path = Path.Combine(fixture.Directory, fileName);
        using var backbone = BackboneRegistry.Create(backboneName, classCount, seed: 1);
        SafetensorsFile.Write(ModuleWeights.Capture(backbone), path);
        return path;
    }
}
