using BirdGrid.Grains.Augmentation;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;

namespace BirdGrid.Grains.Tests.Augmentation;

public sealed class AugmentationRendererTests
{
    private const int Size = 64;

    [Fact]
    public void A_batch_does_not_depend_on_what_is_cached()
    {
        var decoder = new PhotoDecoder();
        byte[] encoded = PhotoEncoder.EncodeJpeg(new BirdPainter(400).Draw(BirdSpeciesCatalog.All[2], 1, 0), 92);
        RgbImage cached = decoder.Decode(encoded);
        var renderer = new AugmentationRenderer(AugmentationPolicy.BirdsMobius, seed: 3, epoch: 2, Size, decoder);
        byte[] fromCache = new byte[Size * Size * 3];
        byte[] fromBytes = new byte[Size * Size * 3];
        for (int index = 0; index < 30; index++)
        {
            renderer.Render(cached, index, fromCache);
            Assert.True(renderer.TryRender(encoded, index, fromBytes));
            Assert.Equal(fromCache, fromBytes);
        }
    }

    [Fact]
    public void Evaluation_needs_the_whole_photo()
    {
        byte[] imageHwc = new byte[Size * Size * 3];
        Assert.False(new EvaluationRenderer(72, Size).TryRender(new byte[] { 1, 2, 3 }, 0, imageHwc));
        Assert.All(imageHwc, level => Assert.Equal(0, level));
    }
}
