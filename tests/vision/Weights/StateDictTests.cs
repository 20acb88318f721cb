using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class StateDictTests
{
    private static readonly WeightTensor Tensor = new("a", WeightDType.F32, [2], new byte[8]);

    [Fact]
    public void Tensors_are_found_by_name()
    {
        var weights = new StateDict([Tensor]);
        Assert.Same(Tensor, weights["a"]);
        Assert.True(weights.TryFind("a", out var found));
        Assert.Same(Tensor, found);
        Assert.False(weights.TryFind("b", out _));
        Assert.Throws<KeyNotFoundException>(() => weights["b"]);
        Assert.Empty(weights.Metadata);
    }

    [Fact]
    public void Doubled_names_and_bytes_that_do_not_fill_the_shape_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StateDict([Tensor, Tensor]));
        Assert.Throws<ArgumentException>(() => new StateDict([Tensor with { Name = string.Empty }]));
        Assert.Throws<ArgumentException>(() => new StateDict([Tensor with { Shape = [3] }]));
        Assert.Throws<ArgumentException>(() => new StateDict([Tensor with { Shape = [-2] }]));
    }
}
