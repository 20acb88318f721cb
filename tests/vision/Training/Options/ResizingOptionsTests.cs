using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class ResizingOptionsTests
{
    [Fact]
    public void The_size_rises_to_the_final_one()
    {
        var options = new ResizingOptions { StartScale = 0.57, GrowthShare = 0.5 };
        Assert.Equal([128, 160, 160, 192, 192, 224, 224, 224, 224, 224], Enumerable.Range(0, 10).Select(epoch => options.SizeAt(epoch, 10, 224)));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(72)]
    [InlineData(224)]
    [InlineData(300)]
    public void Sizes_are_multiples_below_the_final_size_and_never_fall(int finalSize)
    {
        int[] sizes = [.. Enumerable.Range(0, 12).Select(epoch => new ResizingOptions().SizeAt(epoch, 12, finalSize))];
        Assert.All(sizes, size => Assert.True(size == finalSize || (size % ResizingOptions.Multiple == 0 && size >= ResizingOptions.Multiple && size < finalSize), $"{size}"));
        Assert.Equal(sizes.Order(), sizes);
        Assert.Equal(finalSize, sizes[^1]);
    }

    [Fact]
    public void A_picture_smaller_than_the_multiple_stays_as_it_is() => Assert.Equal(16, new ResizingOptions { StartScale = 0.1 }.SizeAt(0, 10, 16));
}
