using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

internal static class WeightAssert
{
    /// <summary>The same tensors, bit by bit, in the same order.</summary>
    public static void Same(StateDict expected, StateDict actual)
    {
        Assert.Equal(expected.Tensors.Count, actual.Tensors.Count);
        foreach (var (first, second) in expected.Tensors.Zip(actual.Tensors))
        {
            Assert.Equal(first.Name, second.Name);
            Assert.Equal(first.DType, second.DType);
            Assert.Equal(first.Shape, second.Shape);
            Assert.True(first.Data.Span.SequenceEqual(second.Data.Span), first.Name);
        }
    }
}
