using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class PolicyPreviewTests
{
    private static readonly RgbImage Photo = new BirdPainter(160).Draw(BirdSpeciesCatalog.All[0], 1, 0);

    [Fact]
    public void A_sheet_is_a_pure_function_of_the_seed()
    {
        byte[] sheet = Sheet(7);
        Assert.Equal(sheet, Sheet(7));
        Assert.NotEqual(sheet, Sheet(8));
    }

    [Fact]
    public void The_photo_comes_first_and_then_every_draw()
    {
        var sheet = PolicyPreview.Render(Photo, AugmentationPolicy.None, 1, 64, 8);
        byte[] expected = new byte[64 * 64 * 3];
        new Augmenter(AugmentationPolicy.None, 1, 64).Render(Photo, 0, 0, expected);
        for (int tile = 0; tile < 9; tile++)
        {
            // Three columns; the same picture everywhere, as this policy does nothing.
            int left = 8 + (tile % 3 * 72);
            int top = 8 + (tile / 3 * ((sheet.Height - 8) / 3));
            Assert.Equal(expected.AsSpan(0, 64 * 3).ToArray(), sheet.PixelsHwc.Slice((top * sheet.Stride) + (left * 3), 64 * 3).ToArray());
        }
    }

    [Fact]
    public void Captions_say_what_was_drawn()
    {
        var policy = new AugmentationPolicy
        {
            FlipProbability = 1,
            Rotation = new RotationOptions { Probability = 1 },
            Mobius = new MobiusOptions { Mode = MobiusMode.Mpd, Probability = 1 },
            Colour = new ColourJitterOptions { Probability = 1 },
            Noise = new NoiseOptions { Probability = 1 },
            OneOf = [new PolicyAlternative { Name = "holes", Cutout = new CutoutOptions { Probability = 1 } }],
        };
        string caption = DrawCaption.Of(new Augmenter(policy, 1, 64).Draw(100, 80, 1, 0), policy).Replace('\u00A0', ' ');
        Assert.Matches("^holes: area 80%, flip, turn -?[0-9]+°, Möbius Mpd -?0° 1.00×, bright [0-9.]+, contrast [0-9.]+, satur [0-9.]+, noise 5.0, cutout [0-9]+×[0-9]+$", caption);
    }

    [Theory]
    [InlineData(32, 4)]
    [InlineData(2048, 4)]
    [InlineData(64, 0)]
    [InlineData(64, 401)]
    public void Sizes_and_numbers_out_of_range_are_refused(int size, int draws) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyPreview.Render(Photo, AugmentationPolicy.Light, 1, size, draws));

    private static byte[] Sheet(ulong seed) => PolicyPreview.Render(Photo, AugmentationPolicy.Trivial, seed, 64, 10).PixelsHwc.ToArray();
}
