using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class PhotoEncoderTests
{
    [Fact]
    public void Jpeg_has_no_chroma_subsampling()
    {
        byte[] jpeg = PhotoEncoder.EncodeJpeg(TestPictures.Gradient(32, 16), 95);
        int frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        Assert.Equal([0x11, 0x11, 0x11], new[] { jpeg[frame + 11], jpeg[frame + 14], jpeg[frame + 17] });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Quality_outside_its_range_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PhotoEncoder.EncodeJpeg(new RgbImage(1, 1), quality));

    [Fact]
    public void Side_too_long_for_jpeg_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PhotoEncoder.EncodeJpeg(new RgbImage(65_501, 1), 90));

    [Fact]
    public void Longest_jpeg_is_written() =>
        Assert.Equal(65_500, new PhotoDecoder().Decode(PhotoEncoder.EncodeJpeg(new RgbImage(1, 65_500), 90)).Height);
}
