using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;
using BirdGrid.Vision.Tests.Photos;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class AugmenterTests
{
    private static readonly RgbImage Photo = new BirdPainter(160).Draw(BirdSpeciesCatalog.All[0], 1, 0);

    [Fact]
    public void A_draw_depends_on_seed_epoch_and_photo_alone()
    {
        var augmenter = new Augmenter(AugmentationPolicy.BirdsMobius, 9, 96);
        byte[][] inOrder = [.. Enumerable.Range(0, 40).Select(i => Render(augmenter, 1, i))];
        byte[][] inParallel = new byte[40][];
        Parallel.For(0, 40, i => inParallel[39 - i] = Render(new Augmenter(AugmentationPolicy.BirdsMobius, 9, 96), 1, 39 - i));

        Assert.Equal(inOrder, inParallel);
        Assert.NotEqual(Render(augmenter, 1, 0), Render(augmenter, 2, 0));
        Assert.NotEqual(Render(augmenter, 1, 0), Render(augmenter, 1, 1));
        Assert.NotEqual(Render(augmenter, 1, 0), Render(new Augmenter(AugmentationPolicy.BirdsMobius, 10, 96), 1, 0));
    }

    [Fact]
    public void Policies_survive_JSON_and_say_what_is_wrong_with_them()
    {
        foreach (string name in AugmentationPolicy.Names)
        {
            var policy = AugmentationPolicy.Named(name);
            Assert.Equal(policy, AugmentationPolicy.FromJson(policy.ToJson()));
        }

        Assert.Contains("flipProbability", Assert.Throws<AugmentationPolicyException>(() => (AugmentationPolicy.Light with { FlipProbability = 2 }).Validate()).Message, StringComparison.Ordinal);
        Assert.Throws<AugmentationPolicyException>(() => AugmentationPolicy.FromJson("{\"unheardOf\": 1}"));
        Assert.Contains("birds", Assert.Throws<AugmentationPolicyException>(() => AugmentationPolicy.Named("wild")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photo_decoded_in_part_gives_the_bytes_of_the_photo_decoded_whole()
    {
        var decoder = new PhotoDecoder();
        RgbImage drawn = new BirdPainter(431).Draw(BirdSpeciesCatalog.All[3], 1, 0);
        byte[] encoded = TestPictures.EncodeJpeg(drawn, 88, SKJpegEncoderDownsample.Downsample420);
        RgbImage whole = decoder.Decode(encoded);
        var bent = AugmentationPolicy.BirdsMobius with { Mobius = new MobiusOptions { Mode = MobiusMode.Native, Probability = 1 } };
        AugmentationPolicy[] policies = [AugmentationPolicy.None, AugmentationPolicy.Light, bent, bent with { Border = BorderMode.Replicate }];
        foreach (AugmentationPolicy policy in policies)
        {
            // Sizes below half of the photo's have it halved, once or twice.
            foreach (int size in (int[])[224, 96, 33])
            {
                var augmenter = new Augmenter(policy, 5, size) { ScaledDecoding = false };
                byte[] fromWhole = new byte[augmenter.OutputBytes];
                byte[] fromPart = new byte[augmenter.OutputBytes];
                for (int photo = 0; photo < 12; photo++)
                {
                    augmenter.Render(whole, 1, photo, fromWhole);
                    augmenter.Render(encoded, decoder, 1, photo, fromPart);
                    Assert.Equal(fromWhole, fromPart);
                }
            }
        }
    }

    [Fact]
    public void Scaled_decoding_shows_the_same_picture()
    {
        var decoder = new PhotoDecoder();
        RgbImage drawn = new BirdPainter(700).Draw(BirdSpeciesCatalog.All[5], 1, 0);
        byte[] encoded = PhotoEncoder.EncodeJpeg(drawn, 95);
        var scaled = new Augmenter(AugmentationPolicy.Light, 3, 64);
        var exact = new Augmenter(AugmentationPolicy.Light, 3, 64) { ScaledDecoding = false };
        var fromScaled = new RgbImage(64, 64);
        var fromWhole = new RgbImage(64, 64);
        for (int photo = 0; photo < 20; photo++)
        {
            scaled.Render(encoded, decoder, 1, photo, fromScaled.PixelsHwc);
            exact.Render(encoded, decoder, 1, photo, fromWhole.PixelsHwc);
            Assert.InRange(TestPictures.MeanDifference(fromWhole, fromScaled), 0, 2.5);
        }
    }

    private static byte[] Render(Augmenter augmenter, int epoch, long photo)
    {
        byte[] image = new byte[augmenter.OutputBytes];
        augmenter.Render(Photo, epoch, photo, image);
        return image;
    }
}
