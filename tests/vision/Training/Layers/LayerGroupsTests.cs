using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Training;

public sealed class LayerGroupsTests
{
    public static TheoryData<string> Backbones => [.. BackboneRegistry.Names];

    [Theory]
    [MemberData(nameof(Backbones))]
    public void Every_backbone_falls_into_groups_from_stem_to_head(string name)
    {
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed: 0);
        var groups = LayerGroups.Of(backbone);
        Assert.InRange(groups.Names.Count, 5, 100);
        Assert.Equal(backbone.Config.ClassifierName, groups.Names[^1]);

        var tensors = ModuleState.Tensors(backbone);
        int[] distances = [.. tensors.Select(entry => groups.DistanceFromHead(entry.Name))];
        Assert.Equal(distances.OrderDescending(), distances);
        Assert.Equal(Enumerable.Range(0, groups.Names.Count).Reverse(), distances.Distinct());
        Assert.Equal(groups.Names.Count - 1, distances[0]);
        Assert.All(distances.Distinct(), distance => Assert.Contains(tensors, entry => groups.DistanceFromHead(entry.Name) == distance && entry.Tensor.dim() > 1));
        Assert.Equal(
            [$"{backbone.Config.ClassifierName}.weight", $"{backbone.Config.ClassifierName}.bias"],
            tensors.Where(entry => groups.DistanceFromHead(entry.Name) == 0).Select(entry => entry.Name));
    }

    [Fact]
    public void A_resnet_has_a_stem_and_four_stages()
    {
        using var backbone = BackboneRegistry.Create("resnet18", classCount: 3, seed: 0);
        var groups = LayerGroups.Of(backbone);
        Assert.Equal(["conv1", "layer1", "layer2", "layer3", "layer4", "fc"], groups.Names);
        Assert.Equal(5, groups.DistanceFromHead("bn1.running_mean"));
        Assert.Equal(1, groups.DistanceFromHead("layer4.1.bn2.weight"));
    }

    [Fact]
    public void A_body_of_one_child_is_split_into_its_children()
    {
        using var backbone = BackboneRegistry.Create("efficientnet_b0", classCount: 3, seed: 0);
        Assert.Equal([.. Enumerable.Range(0, 9).Select(i => $"features.{i}"), "classifier.1"], LayerGroups.Of(backbone).Names);
    }

    [Fact]
    public void A_normalisation_of_its_own_belongs_to_the_layer_before_it()
    {
        using var backbone = new TinyBackbone(classCount: 3);
        var groups = LayerGroups.Of(backbone);
        Assert.Equal(["features.0", "features.3", "classifier.1"], groups.Names);
        Assert.Equal(2, groups.DistanceFromHead("features.1.weight"));
        Assert.Equal(1, groups.DistanceFromHead("features.4.num_batches_tracked"));
        Assert.Throws<KeyNotFoundException>(() => groups.DistanceFromHead("features.9.weight"));
    }
}
