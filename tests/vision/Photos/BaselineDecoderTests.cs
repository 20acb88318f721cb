using System.Runtime.Intrinsics.X86;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Photos.Jpeg;
using BirdGrid.Vision.SyntheticBirds;
using CsCheck;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Photos;

/// <summary>The decoder of ordinary JPEGs against the library: the same bytes, or no answer.</summary>
public sealed class BaselineDecoderTests
{
    private static readonly PhotoDecoder Decoder = new();

    /// <summary>Processors without AVX2 leave every photo to the library.</summary>
    private static bool IsDecodedHere => Avx2.IsSupported;

    [Fact]
    public void Drawn_pictures_of_every_size_sampling_and_quality_equal_the_librarys() =>
        Gen.Select(Gen.Int[8, 90], Gen.Int[1, 90], Gen.Int[1, 100], Gen.Int[0, 2], Gen.Int[0, 3]).Sample((width, height, quality, sampling, kind) =>
        {
            var picture = kind == 0 ? TestPictures.Noise(width, height, quality) : kind == 1 ? TestPictures.Gradient(width, height) : Bird(width, height, kind);
            byte[] encoded = TestPictures.EncodeJpeg(picture, quality, (SKJpegEncoderDownsample)sampling);
            PhotoHeader header = Decoder.ReadHeader(encoded);
            var all = new PixelWindow(0, 0, width, height);
            var window = new PixelWindow(width / 3, height / 4, Math.Max(1, width / 2), Math.Max(1, height / 2));
            CompareWithLibrary(encoded, header, all, isAnswerRequired: IsDecodedHere && kind != 0);
            CompareWithLibrary(encoded, header, window, isAnswerRequired: IsDecodedHere && kind != 0);
        });

    [Fact]
    public void Real_photos_are_decoded_here_and_equal_the_librarys()
    {
        string[] files = Directory.GetFiles(SharedData.Require("photos"), "*.jpg");
        int answered = 0;
        foreach (string file in files)
        {
            byte[] encoded = File.ReadAllBytes(file);
            PhotoHeader header = Decoder.ReadHeader(encoded);
            answered += CompareWithLibrary(encoded, header, new PixelWindow(0, 0, header.StoredWidth, header.StoredHeight), isAnswerRequired: false) ? 1 : 0;
            CompareWithLibrary(encoded, header, new PixelWindow(header.StoredWidth / 5, header.StoredHeight / 3, header.StoredWidth / 2, header.StoredHeight / 2), isAnswerRequired: false);
        }

        Assert.True(!IsDecodedHere || answered >= files.Length * 0.95, $"{answered} of {files.Length} photos were decoded here");
    }

    [Fact]
    public void Damaged_and_odd_files_equal_the_librarys_or_are_left_to_it()
    {
        foreach (string file in Directory.GetFiles(SharedData.Require("bad"), "*", SearchOption.AllDirectories))
        {
            byte[] encoded = File.ReadAllBytes(file);
            if (Headers(encoded) is { Format: PhotoFormat.Jpeg } header)
            {
                CompareWithLibrary(encoded, header, new PixelWindow(0, 0, header.StoredWidth, header.StoredHeight), isAnswerRequired: false);
            }
        }
    }

    [Fact]
    public void Flipped_and_missing_bytes_equal_the_librarys_or_are_left_to_it()
    {
        byte[] whole = TestPictures.EncodeJpeg(Bird(64, 48, 2), 85, SKJpegEncoderDownsample.Downsample420);
        Gen.Select(Gen.Int[2, whole.Length - 1], Gen.Byte, Gen.Bool).Sample((at, value, isCut) =>
        {
            byte[] damaged = isCut ? whole[..at] : [.. whole];
            if (!isCut)
            {
                damaged[at] = value;
            }

            if (Headers(damaged) is { Format: PhotoFormat.Jpeg, Pixels: < 100_000 } header)
            {
                CompareWithLibrary(damaged, header, new PixelWindow(0, 0, header.StoredWidth, header.StoredHeight), isAnswerRequired: false);
            }
        }, iter: 2000);
    }

    private static RgbImage Bird(int width, int height, int species)
    {
        RgbImage square = new BirdPainter(Math.Max(32, Math.Max(width, height))).Draw(BirdSpeciesCatalog.All[species], 1, 0);
        return PhotoResizer.Resize(square, width, height);
    }

    private static PhotoHeader? Headers(byte[] encoded)
    {
        try
        {
            return Decoder.ReadHeader(encoded);
        }
        catch (PhotoDecodeException)
        {
            return null;
        }
    }

    private static bool CompareWithLibrary(byte[] encoded, PhotoHeader header, PixelWindow window, bool isAnswerRequired)
    {
        if (BaselineDecoder.TryDecode(encoded, header, window, null) is not { } image)
        {
            Assert.False(isAnswerRequired, "The photo was left to the library.");
            return false;
        }

        RgbImage expected = PixelDecoder.DecodeWindowBySkia(encoded, header, DecodePlan.ForShrink(header, 1), window, null);
        Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
        int difference = TestPictures.MostDifference(expected.PixelsHwc, image.PixelsHwc);
        Assert.True(difference == 0, $"{header.StoredWidth} x {header.StoredHeight}, {window}: differs by up to {difference}");
        return true;
    }
}
