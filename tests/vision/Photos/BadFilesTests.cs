using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class BadFilesTests
{
    private static readonly PhotoDecoder Decoder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void Every_file_gives_a_picture_or_one_typed_refusal(int minShorterSide)
    {
        string root = SharedData.Require("bad");
        string[] files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 200, $"Only {files.Length} files under {root}.");
        int pictures = 0;
        foreach (string file in files)
        {
            byte[] encoded = File.ReadAllBytes(file);
            try
            {
                PhotoHeader header = Decoder.ReadHeader(encoded);
                RgbImage image = Decoder.Decode(encoded, minShorterSide);
                Assert.Equal(header.Width > header.Height, image.Width > image.Height);
                pictures++;
            }
            catch (PhotoDecodeException refusal)
            {
                Assert.Matches("^(This|The photo|Decoding) .*; (send|save) .*\\.$", refusal.Message);
            }
        }

        Assert.InRange(pictures, 150, files.Length - 50);
    }

    [Theory]
    [InlineData("empty.jpg", PhotoFault.Empty)]
    [InlineData("bomb_30000x30000_gray8.png", PhotoFault.TooManyPixels)]
    [InlineData("bomb_65535x65535_1bit.png", PhotoFault.TooManyPixels)]
    [InlineData("header_2147483647x2147483647.png", PhotoFault.TooManyPixels)]
    [InlineData("sof_65500x65500_tiny_body.jpg", PhotoFault.TooManyPixels)]
    [InlineData("header_zero_width.png", PhotoFault.CorruptHeader)]
    [InlineData("sof_0x0.jpg", PhotoFault.CorruptHeader)]
    [InlineData("truncated_at_2.jpg", PhotoFault.Truncated)]
    [InlineData("truncated_at_20.jpg", PhotoFault.Truncated)]
    [InlineData("truncated_at_200.jpg", PhotoFault.Truncated)]
    [InlineData("html_as.jpg", PhotoFault.UnsupportedFormat)]
    [InlineData("svg_as.png", PhotoFault.UnsupportedFormat)]
    [InlineData("random_bytes.jpg", PhotoFault.UnsupportedFormat)]
    [InlineData("ok_animated.gif", PhotoFault.UnsupportedFormat)]
    public void Header_alone_refuses(string file, PhotoFault fault)
    {
        byte[] encoded = TestPictures.Bad("synthetic", file);
        Assert.Equal(fault, Assert.Throws<PhotoDecodeException>(() => Decoder.ReadHeader(encoded)).Fault);
    }

    [Theory]
    [InlineData("synthetic/truncated_at_10271.jpg")]
    [InlineData("synthetic/truncated_at_20543.jpg")]
    [InlineData("synthetic/truncated_half.png")]
    [InlineData("pillow/truncated_image.png")]
    public void Incomplete_pixels_are_a_fault_and_not_a_half_gray_picture(string file)
    {
        byte[] encoded = TestPictures.Bad(file);
        Assert.Equal(PhotoFault.Truncated, Assert.Throws<PhotoDecodeException>(() => Decoder.Decode(encoded)).Fault);
    }

    [Fact]
    public void A_file_that_lacks_its_end_marker_alone_is_whole()
    {
        byte[] encoded = TestPictures.Bad("synthetic/truncated_at_41084.jpg");
        Assert.True(Decoder.Decode((byte[])[.. encoded, 0xFF, 0xD9]).PixelsHwc.SequenceEqual(Decoder.Decode(encoded).PixelsHwc));
    }

    [Theory]
    [InlineData("synthetic/ok_animated.gif", "a GIF")]
    [InlineData("pillow/hopper.bmp", "a BMP")]
    [InlineData("pillow/hopper.avif", "an AVIF")]
    [InlineData("pillow/decompression_bomb.ico", "an ICO")]
    [InlineData("pillow/16bit.cropped.tif", "a TIFF (or a camera's raw file)")]
    [InlineData("pillow/LICENSE.txt", "a text file")]
    [InlineData("synthetic/svg_as.png", "an SVG")]
    [InlineData("synthetic/html_as.jpg", "an HTML or XML page")]
    [InlineData("synthetic/random_bytes.jpg", "not a picture in any known format")]
    public void Refusal_names_the_foreign_format(string file, string what)
    {
        byte[] encoded = TestPictures.Bad(file);
        var refusal = Assert.Throws<PhotoDecodeException>(() => Decoder.Decode(encoded));
        Assert.Equal($"This is {what}; send JPEG, PNG or WebP.", refusal.Message);
    }

    [Theory]
    [InlineData("png_named.jpg", PhotoFormat.Png, 8, 8)]
    [InlineData("trailing_zip.jpg", PhotoFormat.Jpeg, 265, 480)]
    [InlineData("tall_1x60000.png", PhotoFormat.Png, 1, 60_000)]
    [InlineData("one_pixel.png", PhotoFormat.Png, 1, 1)]
    [InlineData("ok_animated.webp", PhotoFormat.Webp, 160, 160)]
    [InlineData("parrot_exif_orientation_6.jpg", PhotoFormat.Jpeg, 300, 543)]
    public void Header_states_format_and_upright_size(string file, PhotoFormat format, int width, int height)
    {
        byte[] encoded = TestPictures.Bad("synthetic", file);
        PhotoHeader header = Decoder.ReadHeader(encoded);
        RgbImage image = Decoder.Decode(encoded);
        Assert.Equal((format, width, height), (header.Format, header.Width, header.Height));
        Assert.Equal((width, height), (image.Width, image.Height));
    }
}
