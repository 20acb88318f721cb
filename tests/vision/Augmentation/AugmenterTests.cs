using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;

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

    private static byte[] Render(Augmenter augmenter, int epoch, long photo)
    {
        byte[] image = new byte[augmenter.OutputBytes];
        augmenter.Render(Photo, epoch, photo, image);
        return image;
    }
}
