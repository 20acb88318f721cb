using BirdGrid.Vision.Training;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Training;

[Collection(TorchGenerator.Name)]
public sealed class BatchMixTests
{
    private const int Size = 16;

    [Fact]
    public void A_mix_is_a_function_of_seed_and_step()
    {
        var options = new MixOptions { MixupAlpha = 0.4, CutMixAlpha = 1 };
        var drawn = Enumerable.Range(0, 50).Select(step => BatchMix.Draw(options, seed: 3, step, Size)).ToList();
        Assert.Equal(drawn, Enumerable.Range(0, 50).Select(step => BatchMix.Draw(options, seed: 3, step, Size)));
        Assert.NotEqual(drawn, Enumerable.Range(0, 50).Select(step => BatchMix.Draw(options, seed: 4, step, Size)));
        Assert.InRange(drawn.Count(mix => mix.Pasted is not null), 10, 40);
    }

    [Fact]
    public void Only_the_wanted_share_of_batches_is_mixed()
    {
        var options = new MixOptions { MixupAlpha = 0.4, Probability = 0.3 };
        Assert.InRange(Enumerable.Range(0, 1000).Count(step => !BatchMix.Draw(options, 1, step, Size).IsNone), 250, 350);
        Assert.True(BatchMix.Draw(null, 1, 0, Size).IsNone);
    }

    [Fact]
    public void Mixup_blends_each_photo_with_the_one_at_the_other_end()
    {
        using var scope = NewDisposeScope();
        var images = arange(3, dtype: ScalarType.Float32).view(3, 1, 1, 1).expand(3, 3, 4, 4).clone();
        new BatchMix(0.75, null).Apply(images);
        Assert.Equal([0.5f, 1f, 1.5f], images.select(3, 0).select(2, 0).select(1, 0).data<float>().ToArray());
    }

    [Fact]
    public void CutMix_pastes_the_partners_rectangle_and_keeps_the_rest()
    {
        using var scope = NewDisposeScope();
        var images = arange(2, dtype: ScalarType.Float32).view(2, 1, 1, 1).expand(2, 3, Size, Size).clone();
        new BatchMix(0.9, new PixelRectangle(2, 3, 4, 5)).Apply(images);
        Assert.Equal(3 * 4 * 5, images[0].sum().item<float>());
        Assert.Equal(3 * ((Size * Size) - (4 * 5)), images[1].sum().item<float>());
        Assert.Equal(1, images[0, 1, 2, 3].item<float>());
        Assert.Equal(0, images[0, 1, 2, 8].item<float>());
    }

    [Fact]
    public void CutMix_s_share_is_what_is_left_of_the_photo()
    {
        var options = new MixOptions { MixupAlpha = 0, CutMixAlpha = 1 };
        foreach (int step in Enumerable.Range(0, 500))
        {
            var mix = BatchMix.Draw(options, seed: 9, step, Size);
            if (mix.Pasted is { } box)
            {
                Assert.Equal(1 - (box.Area / (double)(Size * Size)), mix.OwnShare, 1e-12);
                Assert.True(box.Top >= 0 && box.Left >= 0 && box.Top + box.Height <= Size && box.Left + box.Width <= Size, $"{box}");
            }
            else
            {
                Assert.True(mix.IsNone);
            }
        }
    }
}
