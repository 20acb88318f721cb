using BirdGrid.Vision.Photos;
using CsCheck;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class PhotoFuzzTests
{
    // Small limits keep a run short when a mutation enlarges the stated size.
    private static readonly PhotoDecoder Decoder = new(new PhotoDecoderOptions { MaxPixels = 1_000_000 });

    private static readonly byte[][] Seeds =
    [
        PhotoEncoder.EncodeJpeg(TestPictures.Gradient(33, 21), 80),
        PhotoEncoder.EncodePng(TestPictures.Gradient(33, 21)),
        TestPictures.EncodeWebp(TestPictures.Gradient(33, 21), SKWebpEncoderCompression.Lossy),
        TestPictures.EncodeWebp(TestPictures.Gradient(33, 21), SKWebpEncoderCompression.Lossless),
    ];

    private static readonly Gen<byte[]> Mutant =
        from seed in Gen.OneOf(Seeds)
        from edits in Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[0, 12]
        from inHeader in Gen.Bool
        from cut in Gen.Int[0, seed.Length]
        from isCut in Gen.Bool
        select Mutate(seed, edits, inHeader, isCut ? cut : seed.Length);

    [Fact]
    public void Mutated_photo_gives_a_picture_or_a_typed_refusal() =>
        Mutant.Sample(DecodesOrIsRefused, iter: 20_000);

    [Fact]
    public void Mutated_odd_photo_gives_a_picture_or_a_typed_refusal()
    {
        byte[][] seeds =
        [
            TestPictures.Bad("synthetic/ok_animated.webp"),
            TestPictures.Bad("synthetic/ok_palette.png"),
            TestPictures.Bad("pillow/hopper_orientation_6.webp"),
            TestPictures.Bad("pillow/hopper_orientation_5.jpg"),
            TestPictures.Bad("pillow/tRNS_null_1x1.png"),
            TestPictures.Bad("pngsuite/pngsuite/ibasn6a16.png"),
        ];
        Gen<byte[]> mutant =
            from seed in Gen.OneOf(seeds)
            from edits in Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 6]
            from inHeader in Gen.Bool
            select Mutate(seed, edits, inHeader, seed.Length);
        mutant.Sample(DecodesOrIsRefused, iter: 2_000);
    }

    [Fact]
    public void Random_bytes_behind_a_signature_are_refused()
    {
        byte[][] signatures =
        [
            [0xFF, 0xD8, 0xFF],
            [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8],
            [.. "RIFF"u8, 0, 1, 0, 0, .. "WEBPVP8 "u8],
            [.. "RIFF"u8, 0, 1, 0, 0, .. "WEBPVP8L"u8],
            [.. "RIFF"u8, 0, 1, 0, 0, .. "WEBPVP8X"u8],
        ];
        Gen.Select(Gen.OneOf(signatures), Gen.Byte.Array[0, 300], (signature, rest) => (byte[])[.. signature, .. rest])
            .Sample(DecodesOrIsRefused, iter: 20_000);
    }

    private static bool DecodesOrIsRefused(byte[] encoded)
    {
        foreach ((int minShorterSide, TruncatedPhotos truncated) in ((int, TruncatedPhotos)[])[(0, TruncatedPhotos.Refuse), (8, TruncatedPhotos.Refuse), (0, TruncatedPhotos.Accept)])
        {
            try
            {
                RgbImage image = Decoder.Decode(encoded, minShorterSide, truncated);
                Assert.True(truncated == TruncatedPhotos.Accept || !image.IsTruncated);
                Assert.InRange((long)image.Width * image.Height, 1, 1_000_000);
            }
            catch (PhotoDecodeException)
            {
                continue;
            }
        }

        return true;
    }

    private static byte[] Mutate(byte[] seed, (int At, byte Value)[] edits, bool inHeader, int length)
    {
        byte[] mutant = seed[..length];
        int reach = inHeader ? Math.Min(length, 64) : length;
        foreach ((int at, byte value) in edits)
        {
            if (reach > 0)
            {
                mutant[at % reach] = value;
            }
        }

        return mutant;
    }
}
