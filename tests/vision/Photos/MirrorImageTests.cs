using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class MirrorImageTests
{
    [Fact]
    public void Left_and_right_are_exchanged_and_colours_kept()
    {
        byte[] images = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        Assert.Equal([4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9], MirrorImage.Of(images, imageSize: 2));
        Assert.Equal(images, MirrorImage.Of(MirrorImage.Of(images, 2), 2));
    }

    [Fact]
    public void Bytes_that_are_no_rows_are_refused() => Assert.Throws<ArgumentException>(() => MirrorImage.Of(new byte[7], imageSize: 2));
}
