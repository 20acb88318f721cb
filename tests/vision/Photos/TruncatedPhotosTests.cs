using System.Buffers.Binary;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Photos.Jpeg;
using BirdGrid.Vision.SyntheticBirds;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Photos;

/// <summary>
/// Photos without their end: whole where every block is there, whatever stands behind it; else refused with how much there is, or taken with
/// gray for the rest.
/// </summary>
public sealed class TruncatedPhotosTests
{
    private static readonly PhotoDecoder Decoder = new();

    private static readonly Dictionary<string, byte[]> Tails = new()
    {
        ["nothing"] = [],
        ["half a marker"] = [0xFF],
        ["fill bytes"] = [0xFF, 0xFF, 0xFF],
        ["zeros"] = new byte[3000],
        ["a restart marker"] = [0xFF, 0xD3],
        ["restart markers and half of another"] = [0xFF, 0xD0, 0xFF, 0xD1, 0xFF],
        ["a camera's trailer"] = [.. "SEFHk\0\0\0Image_UTC_Data1700000000000SEFT"u8],
        ["a marker that does not exist"] = [0xFF, 0x3C, 1, 2, 3, 0xFF, 0xDA, 0, 3, 1],
        ["half a table"] = [0xFF, 0xC4, 0x01, 0xA2, 0x00, 1, 2],
        ["a comment"] = [0xFF, 0xFE, 0, 5, (byte)'h', (byte)'i', (byte)'!'],
        ["another photo"] = TestPictures.EncodeJpeg(TestPictures.Gradient(24, 24), 80, SKJpegEncoderDownsample.Downsample420),
        ["the end twice"] = [0xFF, 0xD9, 0xFF, 0xD9],
        ["junk before the end"] = [1, 2, 3, 0, 0, 0xFF, 0xD9],
    };

    public static TheoryData<string, string> WholeJpegs => [.. from photo in Jpegs.Keys from tail in Tails.Keys select (photo, tail)];

    public static TheoryData<string> CutJpegs => [.. Jpegs.Keys];

    private static Dictionary<string, Func<byte[]>> Jpegs { get; } = new()
    {
        ["4:2:0"] = () => TestPictures.EncodeJpeg(Bird(70, 90), 85, SKJpegEncoderDownsample.Downsample420),
        ["4:2:2"] = () => TestPictures.EncodeJpeg(Bird(64, 48), 90, SKJpegEncoderDownsample.Downsample422),
        ["4:4:4"] = () => TestPictures.EncodeJpeg(Bird(33, 100), 70, SKJpegEncoderDownsample.Downsample444),
        ["4:2:0 with restart markers"] = () => WithRestarts(TestPictures.EncodeJpeg(Bird(120, 16), 85, SKJpegEncoderDownsample.Downsample420)),
        ["large"] = () => TestPictures.EncodeJpeg(Bird(900, 700), 85, SKJpegEncoderDownsample.Downsample420),
        ["progressive"] = () => TestPictures.Bad("synthetic/ok_parrot_progressive.jpg"),
    };

    [Theory]
    [MemberData(nameof(WholeJpegs))]
    public void A_jpeg_whose_blocks_are_all_there_is_whole_whatever_stands_behind_them(string photo, string tail)
    {
        byte[] whole = Jpegs[photo]();
        byte[] ended = [.. whole[..EndOf(whole)], .. Tails[tail]];
        foreach (int minShorterSide in new[] { 0, 20, 400 })
        {
            var expected = Decoder.Decode(whole, minShorterSide);
            var actual = Decoder.Decode(ended, minShorterSide);
            Assert.False(actual.IsTruncated);
            Assert.True(expected.PixelsHwc.SequenceEqual(actual.PixelsHwc), $"{photo}, then {tail}, at {minShorterSide}");
        }
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("progressive.jpg")]
    public void Files_that_lack_nothing_but_the_end_marker_are_whole(string name)
    {
        byte[] encoded = File.ReadAllBytes(SharedData.Require("cases", "jpeg-without-eoi", name));
        var expected = Decoder.Decode((byte[])[.. encoded, 0xFF, 0xD9]);
        Assert.True(expected.PixelsHwc.SequenceEqual(Decoder.Decode(encoded).PixelsHwc));
    }

    [Fact]
    public void An_ordinary_photo_without_its_end_marker_is_still_decoded_here()
    {
        byte[] encoded = Jpegs["4:2:0"]()[..^2];
        var header = Decoder.ReadHeader(encoded);
        Assert.NotNull(BaselineDecoder.TryDecode(encoded, header, new PixelWindow(0, 0, header.StoredWidth, header.StoredHeight), null));
    }

    [Theory]
    [MemberData(nameof(CutJpegs))]
    public void A_cut_jpeg_is_refused_with_what_is_there_or_taken_with_gray_below(string photo)
    {
        byte[] whole = Jpegs[photo]();
        var complete = Decoder.Decode(whole);
        int end = EndOf(whole);
        int data = DataOf(whole);
        int taken = 0;
        for (int step = 1; step < 24; step++)
        {
            byte[] cut = whole[..(data + ((end - data) * step / 24))];
            // Cut in its last scan and then ended, a progressive photo lacks the last bits of its detail below, which is how some are made.
            byte[][] variants = photo == "progressive" && step > 6 ? [cut, [.. cut, 0xFF]] : [cut, [.. cut, 0xFF], [.. cut, 0xFF, 0xD9]];
            foreach (byte[] encoded in variants)
            {
                foreach (int minShorterSide in new[] { 0, 20 })
                {
                    var refusal = Assert.Throws<PhotoDecodeException>(() => Decoder.Decode(encoded, minShorterSide));
                    Assert.Equal(PhotoFault.Truncated, refusal.Fault);
                    Assert.Matches("^This JPEG ends before its last pixel: (all|[0-9]+ %) of its rows are there.*; send the whole file.*\\.$", refusal.Message);
                    taken += TryTake(encoded, minShorterSide, complete, isCutBefore: refusal.Message.Contains("too few", StringComparison.Ordinal)) ? 1 : 0;
                }
            }
        }

        Assert.InRange(taken, 12, 24 * 6);
    }

    [Fact]
    public void The_rows_that_are_there_are_the_photos_own_and_gray_is_below()
    {
        byte[] whole = TestPictures.EncodeJpeg(TestPictures.Noise(64, 96, 3), 85, SKJpegEncoderDownsample.Downsample444);
        var complete = Decoder.Decode(whole);
        int data = DataOf(whole);
        byte[] cut = whole[..(data + ((whole.Length - data) / 2))];
        var half = Decoder.Decode(cut, 0, TruncatedPhotos.Accept);
        Assert.True(half.IsTruncated);
        int same = half.PixelsHwc.CommonPrefixLength(complete.PixelsHwc) / half.Stride;
        Assert.InRange(same, 32, 56);
        Assert.Equal(-1, half.PixelsHwc[^(half.Stride * 30)..].IndexOfAnyExcept((byte)128));
        Assert.True(half.PixelsHwc.SequenceEqual(Decoder.Decode(cut, 0, TruncatedPhotos.Accept).PixelsHwc));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("lossy webp")]
    [InlineData("lossless webp")]
    public void Cut_pngs_and_webps_are_refused_with_what_is_there_or_taken(string kind)
    {
        var picture = TestPictures.Noise(60, 80, 7);
        byte[] whole = kind == "png" ? PhotoEncoder.EncodePng(picture)
            : TestPictures.EncodeWebp(picture, kind == "lossy webp" ? SKWebpEncoderCompression.Lossy : SKWebpEncoderCompression.Lossless);
        var complete = Decoder.Decode(whole);
        byte[] cut = whole[..(whole.Length * 2 / 3)];
        var refusal = Assert.Throws<PhotoDecodeException>(() => Decoder.Decode(cut));
        Assert.Equal(PhotoFault.Truncated, refusal.Fault);
        Assert.Matches("[0-9]+ % of its rows are there; send the whole file, or take it as it is with --truncated accept", refusal.Message);

        var part = Decoder.Decode(cut, 0, TruncatedPhotos.Accept);
        Assert.True(part.IsTruncated);
        Assert.InRange(part.PixelsHwc.CommonPrefixLength(complete.PixelsHwc) / part.Stride, 20, 79);
        Assert.Equal(-1, part.PixelsHwc[^(part.Stride * 3)..].IndexOfAnyExcept((byte)128));
        Assert.Throws<PhotoDecodeException>(() => Decoder.Decode(whole.AsMemory(0, whole.Length / 6), 0, TruncatedPhotos.Accept));
    }

    [Fact]
    public void A_png_without_its_last_chunk_is_whole()
    {
        var picture = TestPictures.Noise(20, 20, 1);
        var read = Decoder.Decode(PhotoEncoder.EncodePng(picture).AsMemory()[..^12]);
        Assert.False(read.IsTruncated);
        Assert.True(picture.PixelsHwc.SequenceEqual(read.PixelsHwc));
    }

    [Fact]
    public void A_gray_corner_is_no_missing_corner()
    {
        var picture = new RgbImage(64, 64);
        picture.PixelsHwc.Fill(128);
        byte[] encoded = TestPictures.EncodeJpeg(picture, 90, SKJpegEncoderDownsample.Downsample420);
        Assert.False(Decoder.Decode(encoded, 20).IsTruncated);
        Assert.False(Decoder.Decode(encoded.AsMemory()[..^2], 20).IsTruncated);
    }

    [Fact]
    public void The_rendition_of_a_truncated_photo_is_whole_and_says_what_it_is_of()
    {
        var renditions = new RenditionEncoder(Decoder);
        byte[] whole = Jpegs["4:2:0"]();
        byte[] cut = whole[..(whole.Length * 4 / 5)];
        Assert.Throws<PhotoDecodeException>(() => renditions.Make(cut, 320));
        foreach (int shorterSide in new[] { 320, 40 })
        {
            var rendition = renditions.Make(cut, shorterSide, TruncatedPhotos.Accept);
            Assert.True(rendition.IsTruncated);
            Assert.True(rendition.EncodedJpeg.Span.EndsWith<byte>([0xFF, 0xD9]));
            Assert.False(Decoder.Decode(rendition.EncodedJpeg).IsTruncated);
            Assert.True(rendition.EncodedJpeg.Span.SequenceEqual(renditions.Make(cut, shorterSide, TruncatedPhotos.Accept).EncodedJpeg.Span));
        }

        var untouched = renditions.Make(whole, 320, TruncatedPhotos.Accept);
        Assert.False(untouched.IsTruncated);
        Assert.True(untouched.EncodedJpeg.Span.SequenceEqual(whole));
        foreach (string jpeg in new[] { "4:2:0", "progressive" })
        {
            byte[] proper = Jpegs[jpeg]();
            var ended = renditions.Make((byte[])[.. proper[..EndOf(proper)], 0, 0, 0xFF], 1000);
            Assert.False(ended.IsTruncated);
            Assert.True(ended.EncodedJpeg.Span.EndsWith<byte>([0xFF, 0xD9]));
            Assert.True(Decoder.Decode(proper).PixelsHwc.SequenceEqual(Decoder.Decode(ended.EncodedJpeg).PixelsHwc));
        }
    }

    /// <summary>Takes a truncated photo; whether it was taken.</summary>
    private static bool TryTake(byte[] encoded, int minShorterSide, RgbImage complete, bool isCutBefore)
    {
        if (isCutBefore)
        {
            Assert.Throws<PhotoDecodeException>(() => Decoder.Decode(encoded, minShorterSide, TruncatedPhotos.Accept));
            return false;
        }

        var part = Decoder.Decode(encoded, minShorterSide, TruncatedPhotos.Accept);
        Assert.True(part.IsTruncated);
        Assert.True(minShorterSide > 0 || (part.Width, part.Height) == (complete.Width, complete.Height));
        return true;
    }

    private static RgbImage Bird(int width, int height)
    {
        RgbImage square = new BirdPainter(Math.Max(32, Math.Max(width, height))).Draw(BirdSpeciesCatalog.All[3], 1, 0);
        return PhotoResizer.Resize(square, width, height);
    }

    private static int EndOf(byte[] jpeg) => jpeg.AsSpan().LastIndexOf<byte>([0xFF, 0xD9]);

    /// <summary>Where the coded data of the first scan begins.</summary>
    private static int DataOf(byte[] jpeg)
    {
        int scan = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xDA, 0]);
        return scan + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(scan + 2));
    }

    /// <summary>The same picture as MCUs of one photo each: rows of them, with a restart marker between. The picture must be one row of MCUs high.</summary>
    private static byte[] WithRestarts(byte[] oneRow)
    {
        int data = DataOf(oneRow);
        int end = EndOf(oneRow);
        int scan = oneRow.AsSpan().IndexOf<byte>([0xFF, 0xDA, 0]);
        int frame = oneRow.AsSpan().IndexOf<byte>([0xFF, 0xC0, 0]);
        int mcus = (BinaryPrimitives.ReadUInt16BigEndian(oneRow.AsSpan(frame + 7)) + 15) / 16;
        byte[] header = [.. oneRow[..scan], 0xFF, 0xDD, 0, 4, (byte)(mcus >> 8), (byte)mcus, .. oneRow[scan..data]];
        const int Rows = 5;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(frame + 5), 16 * Rows);
        return
        [
            .. header,
            .. Enumerable.Range(0, Rows).SelectMany(row => (byte[])[.. oneRow[data..end], .. row < Rows - 1 ? (byte[])[0xFF, (byte)(0xD0 + row)] : []]),
            0xFF, 0xD9,
        ];
    }
}
