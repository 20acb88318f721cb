using System.Buffers.Binary;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class PhotoDecoderTests
{
    private static readonly PhotoDecoder Decoder = new();

    [Fact]
    public void Png_and_lossless_webp_give_back_the_very_pixels()
    {
        RgbImage image = TestPictures.Noise(37, 23, seed: 1);
        RgbImage png = Decoder.Decode(PhotoEncoder.EncodePng(image));
        RgbImage webp = Decoder.Decode(TestPictures.EncodeWebp(image, SKWebpEncoderCompression.Lossless));
        Assert.Equal(image.PixelsHwc, png.PixelsHwc);
        Assert.Equal(image.PixelsHwc, webp.PixelsHwc);
    }

    [Theory]
    [InlineData("synthetic/parrot_exif_orientation_{0}.jpg")]
    [InlineData("exif_orientation/Portrait_{0}.jpg")]
    public void Eight_orientations_give_one_picture(string pattern)
    {
        RgbImage upright = Decoder.Decode(TestPictures.Bad(string.Format(null, pattern, 1)));
        for (int orientation = 2; orientation <= 8; orientation++)
        {
            byte[] encoded = TestPictures.Bad(string.Format(null, pattern, orientation));
            Assert.Equal(orientation, Decoder.ReadHeader(encoded).Orientation);
            Assert.InRange(TestPictures.MeanDifference(upright, Decoder.Decode(encoded)), 0, 6);
        }
    }

    [Theory]
    [InlineData("hopper_orientation_2.webp", 2)]
    [InlineData("hopper_orientation_6.webp", 6)]
    [InlineData("hopper_orientation_5.jpg", 5)]
    public void Orientation_is_read_from_every_container(string file, int orientation) =>
        Assert.Equal(orientation, Decoder.ReadHeader(TestPictures.Bad("pillow", file)).Orientation);

    [Fact]
    public void Exif_chunk_of_a_png_turns_it()
    {
        RgbImage image = TestPictures.Gradient(20, 10);
        byte[] exif = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        RgbImage turned = Decoder.Decode(InsertPngChunk(PhotoEncoder.EncodePng(image), "eXIf"u8, exif));
        Assert.Equal((10, 20), (turned.Width, turned.Height));
        Assert.Equal(image.PixelsHwc[^(20 * 3)..^(19 * 3)], turned.PixelsHwc[..3]);
    }

    [Fact]
    public void Cmyk_gray_and_progressive_jpeg_show_the_same_parrot()
    {
        RgbImage parrot = Decoder.Decode(TestPictures.Bad("synthetic/ok_parrot.jpg"));
        Assert.InRange(TestPictures.MeanDifference(parrot, Decoder.Decode(TestPictures.Bad("synthetic/ok_parrot_progressive.jpg"))), 0, 2);
        Assert.InRange(TestPictures.MeanDifference(parrot, Decoder.Decode(TestPictures.Bad("synthetic/ok_parrot_cmyk.jpg"))), 0, 6);
        RgbImage gray = Decoder.Decode(TestPictures.Bad("synthetic/ok_parrot_gray.jpg"));
        Assert.True(IsGray(gray));
        Assert.InRange(TestPictures.MeanDifference(Luma(parrot), gray), 0, 3);
    }

    [Fact]
    public void Sixteen_bit_gray_keeps_its_high_byte()
    {
        RgbImage gray = Decoder.Decode(TestPictures.Bad("synthetic/ok_gray16.png"));
        Assert.True(IsGray(gray));
        Assert.True(gray.PixelsHwc.IndexOfAnyExcept(gray.PixelsHwc[0]) > 0);
    }

    [Fact]
    public void Transparent_pixels_turn_white()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(4, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.GetPixelSpan().Clear();
        byte[] rgba = [255, 0, 0, 0, 255, 0, 0, 255, 255, 0, 0, 128, 0, 0, 0, 51];
        rgba.CopyTo(bitmap.GetPixelSpan());
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        RgbImage image = Decoder.Decode(png.ToArray());
        Assert.Equal([255, 255, 255, 255, 0, 0, 255, 127, 127, 204, 204, 204], image.PixelsHwc.ToArray());
    }

    [Fact]
    public void Animation_gives_its_first_frame()
    {
        byte[] encoded = TestPictures.Bad("synthetic/ok_animated.webp");
        using SKBitmap first = SKBitmap.Decode(encoded, new SKImageInfo(160, 160, SKColorType.Rgba8888, SKAlphaType.Premul));
        byte[] rgba = first.GetPixelSpan().ToArray();
        RgbaPacking.CompositeOnWhite(rgba);
        byte[] rgb = new byte[160 * 160 * 3];
        RgbaPacking.ToRgb(rgba, rgb);
        Assert.Equal(rgb, Decoder.Decode(encoded).PixelsHwc);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(133)]
    [InlineData(265)]
    [InlineData(1000)]
    public void Jpeg_is_decoded_at_the_smallest_eighth_that_suffices(int minShorterSide)
    {
        RgbImage image = Decoder.Decode(TestPictures.Bad("synthetic/ok_parrot.jpg"), minShorterSide);
        int eighths = Enumerable.Range(1, 8).First(n => n == 8 || (265 * n + 7) / 8 >= minShorterSide);
        Assert.Equal(((265 * eighths + 7) / 8, (480 * eighths + 7) / 8), (image.Width, image.Height));
    }

    [Fact]
    public void Large_png_shrinks_on_the_way_out()
    {
        RgbImage source = TestPictures.Gradient(4999, 3501);
        RgbImage image = Decoder.Decode(PhotoEncoder.EncodePng(source), minShorterSide: 300);
        Assert.Equal((455, 319), (image.Width, image.Height));
        Assert.InRange(TestPictures.MeanDifference(PhotoResizer.Resize(source, 455, 319), image), 0, 1);
    }

    [Fact]
    public void Limits_are_those_of_the_options()
    {
        byte[] png = PhotoEncoder.EncodePng(TestPictures.Gradient(40, 30));
        Assert.Equal(PhotoFault.TooManyBytes, FaultWith(new PhotoDecoderOptions { MaxEncodedBytes = png.Length - 1 }, png));
        Assert.Equal(PhotoFault.TooManyPixels, FaultWith(new PhotoDecoderOptions { MaxPixels = 1199 }, png));
        Assert.Equal(PhotoFault.TooManyPixels, FaultWith(new PhotoDecoderOptions { MaxSidePixels = 39 }, png));
        Assert.Null(FaultWith(new PhotoDecoderOptions { MaxEncodedBytes = png.Length, MaxPixels = 1200, MaxSidePixels = 40 }, png));
        byte[] heavy = PhotoEncoder.EncodePng(TestPictures.Gradient(500, 400));
        Assert.Equal(PhotoFault.TooCostly, FaultWith(new PhotoDecoderOptions { MaxWorkingBytes = 1 << 20 }, heavy));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhotoDecoder(new PhotoDecoderOptions { MaxPixels = 0 }));
    }

    [Fact]
    public void Png_too_short_for_its_size_is_refused_by_its_header()
    {
        byte[] png = PhotoEncoder.EncodePng(TestPictures.Gradient(16, 16));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 9000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 9000);
        Assert.Equal(PhotoFault.Truncated, Assert.Throws<PhotoDecodeException>(() => Decoder.ReadHeader(png)).Fault);
    }

    [Fact]
    public void Jpeg_of_too_many_scans_is_refused_by_its_header()
    {
        byte[] jpeg = TestPictures.Bad("synthetic/ok_parrot_progressive.jpg");
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0x00];
        byte[] bomb = [.. jpeg[..^2], .. Enumerable.Repeat(scan, 101).SelectMany(bytes => bytes), 0xFF, 0xD9];
        Assert.Equal(PhotoFault.TooCostly, Assert.Throws<PhotoDecodeException>(() => Decoder.ReadHeader(bomb)).Fault);
    }

    [Fact]
    public void One_decoder_serves_many_threads()
    {
        byte[] encoded = TestPictures.Bad("synthetic/ok_parrot.jpg");
        byte[] expected = Decoder.Decode(encoded).PixelsHwc.ToArray();
        Parallel.For(0, 32, _ => Assert.Equal(expected, Decoder.Decode(encoded).PixelsHwc));
    }

    [Fact]
    public void Every_ordinary_photo_decodes()
    {
        string[] photos = Directory.GetFiles(SharedData.Require("photos"), "*.jp*g", SearchOption.AllDirectories);
        Assert.NotEmpty(photos);
        foreach (string photo in photos)
        {
            RgbImage image = Decoder.Decode(File.ReadAllBytes(photo), 64);
            Assert.InRange(Math.Min(image.Width, image.Height), 64, 4096);
        }
    }

    private static PhotoFault? FaultWith(PhotoDecoderOptions options, byte[] encoded) =>
        (Record.Exception(() => new PhotoDecoder(options).Decode(encoded)) as PhotoDecodeException)?.Fault;

    private static byte[] InsertPngChunk(byte[] png, ReadOnlySpan<byte> type, byte[] payload)
    {
        const int afterHeader = 33;
        byte[] body = [.. type, .. payload];
        byte[] chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, payload.Length);
        body.CopyTo(chunk, 4);
        var crc = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        crc.Update(body);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), (uint)crc.Value);
        return [.. png[..afterHeader], .. chunk, .. png[afterHeader..]];
    }

    private static bool IsGray(RgbImage image)
    {
        Span<byte> pixels = image.PixelsHwc;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
            {
                return false;
            }
        }

        return true;
    }

    private static RgbImage Luma(RgbImage image)
    {
        var luma = new RgbImage(image.Width, image.Height);
        for (int i = 0; i < image.PixelsHwc.Length; i += 3)
        {
            Span<byte> pixel = image.PixelsHwc.Slice(i, 3);
            luma.PixelsHwc.Slice(i, 3).Fill((byte)((299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]) / 1000));
        }

        return luma;
    }
}
