using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;
using CsCheck;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class PhotoPartTests
{
    private static readonly PhotoDecoder Decoder = new();

    private static readonly RgbImage Bird = new BirdPainter(190).Draw(BirdSpeciesCatalog.All[0], 1, 0);

    [Theory]
    [InlineData(SKJpegEncoderDownsample.Downsample420)]
    [InlineData(SKJpegEncoderDownsample.Downsample422)]
    [InlineData(SKJpegEncoderDownsample.Downsample444)]
    public void A_part_has_the_pixels_of_the_whole(SKJpegEncoderDownsample downsample)
    {
        byte[] encoded = TestPictures.EncodeJpeg(Bird, 90, downsample);
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 189], Gen.Int[0, 189], Gen.Int[1, 190], Gen.Int[1, 190])
            .Sample((power, left, top, width, height) =>
                CompareWithWhole(encoded, 1 << power, new PixelWindow(left, top, Math.Min(width, 190 - left), Math.Min(height, 190 - top))));
    }

    [Theory]
    [InlineData("synthetic/ok_parrot_progressive.jpg")]
    [InlineData("synthetic/ok_parrot_gray.jpg")]
    [InlineData("synthetic/ok_parrot_cmyk.jpg")]
    public void Progressive_gray_and_CMYK_photos_come_in_parts_too(string file)
    {
        byte[] encoded = TestPictures.Bad(file);
        PhotoHeader header = Decoder.ReadHeader(encoded);
        var window = new PixelWindow(header.Width / 3, header.Height / 4, header.Width / 3, header.Height / 2);
        CompareWithWhole(encoded, 1, window);
        CompareWithWhole(encoded, 4, window);
    }

    [Fact]
    public void A_turned_photo_comes_in_upright_parts()
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] encoded = TestPictures.Bad($"synthetic/parrot_exif_orientation_{orientation}.jpg");
            PhotoHeader header = Decoder.ReadHeader(encoded);
            foreach (int shrink in (int[])[1, 2, 4, 8])
            {
                CompareWithWhole(encoded, shrink, new PixelWindow(header.Width / 3, header.Height / 5, header.Width / 2, header.Height / 3));
            }
        }
    }

    [Fact]
    public void A_shrunk_part_lies_where_it_says()
    {
        // 101 and 67 are no multiples of 8: the stored padding shows up at the beginning of mirrored directions.
        RgbImage smooth = TestPictures.Gradient(101, 67);
        byte[] encoded = TestPictures.EncodeJpeg(smooth, 100, SKJpegEncoderDownsample.Downsample444);
        PhotoHeader header = Decoder.ReadHeader(encoded);
        PhotoPart part = Decoder.DecodePart(encoded, header, 4, new PixelWindow(40, 20, 40, 40));
        for (int y = 0; y < part.Pixels.Height - 1; y++)
        {
            for (int x = 0; x < part.Pixels.Width - 1; x++)
            {
                double column = ((x + part.Left - part.ColumnPadding + 0.5) * 4) - 0.5;
                double row = ((y + part.Top - part.RowPadding + 0.5) * 4) - 0.5;
                Assert.InRange(part.Pixels.PixelsHwc[((y * part.Pixels.Width) + x) * 3], (255 * column / 101) - 3, (255 * column / 101) + 3);
                Assert.InRange(part.Pixels.PixelsHwc[(((y * part.Pixels.Width) + x) * 3) + 1], (255 * row / 67) - 3, (255 * row / 67) + 3);
            }
        }
    }

    [Fact]
    public void Other_formats_come_whole()
    {
        byte[] encoded = PhotoEncoder.EncodePng(Bird);
        PhotoPart part = Decoder.DecodePart(encoded, Decoder.ReadHeader(encoded), 2, new PixelWindow(10, 10, 20, 20));
        Assert.Equal((1, 0, 0), (part.Shrink, part.Left, part.Top));
        Assert.Equal(Bird.PixelsHwc.ToArray(), part.Pixels.PixelsHwc.ToArray());
    }

    [Theory]
    [InlineData(3, 0, 0, 10, 10)]
    [InlineData(1, -1, 0, 10, 10)]
    [InlineData(1, 0, 0, 0, 10)]
    [InlineData(1, 185, 0, 10, 10)]
    [InlineData(1, 0, int.MaxValue, 10, 10)]
    public void Windows_outside_the_photo_and_unknown_scales_are_refused(int shrink, int left, int top, int width, int height)
    {
        byte[] encoded = PhotoEncoder.EncodeJpeg(Bird, 90);
        PhotoHeader header = Decoder.ReadHeader(encoded);
        Assert.Throws<ArgumentOutOfRangeException>(() => Decoder.DecodePart(encoded, header, shrink, new PixelWindow(left, top, width, height)));
    }

    private static void CompareWithWhole(byte[] encoded, int shrink, PixelWindow window)
    {
        PhotoHeader header = Decoder.ReadHeader(encoded);
        PhotoPart whole = Decoder.DecodePart(encoded, header, shrink, new PixelWindow(0, 0, header.Width, header.Height));
        PhotoPart part = Decoder.DecodePart(encoded, header, shrink, window);
        Assert.Equal(
            (whole.ColumnPadding, whole.RowPadding, 0, 0),
            (part.ColumnPadding, part.RowPadding, whole.Left, whole.Top));
        Assert.InRange(part.Left, 0, (window.Left / shrink) + 1);
        for (int y = 0; y < part.Pixels.Height; y++)
        {
            int from = (((y + part.Top) * whole.Pixels.Width) + part.Left) * 3;
            Assert.Equal(
                whole.Pixels.PixelsHwc.Slice(from, part.Pixels.Stride).ToArray(),
                part.Pixels.PixelsHwc.Slice(y * part.Pixels.Stride, part.Pixels.Stride).ToArray());
        }
    }
}
