using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class BatchPartTests
{
    [Theory]
    [InlineData(12, 0, new[] { 12 })]
    [InlineData(12, 5, new[] { 5, 5, 2 })]
    [InlineData(11, 5, new[] { 5, 6 })]
    [InlineData(3, 8, new[] { 3 })]
    public void Parts_cover_the_batch_and_a_single_photo_joins_the_one_before(int count, int partSize, int[] expected)
    {
        var parts = BatchPart.Cut(count, partSize).ToList();
        Assert.Equal(expected, parts.Select(part => part.Count));
        Assert.Equal(Enumerable.Range(0, count), parts.SelectMany(part => Enumerable.Range(part.First, part.Count)));
    }
}
