using BirdGrid.Vision.Training;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Training;

[Collection(TorchGenerator.Name)]
public sealed class RandomErasingTests
{
    private const int Size = 64;

    [Fact]
    public void Rectangles_keep_to_share_area_and_aspect()
    {
        var options = new ErasingOptions { Probability = 0.5, AreaMin = 0.1, AreaMax = 0.3, AspectMin = 0.5 };
        var boxes = RandomErasing.Draw(options, seed: 1, step: 2, [.. Enumerable.Range(0, 2000)], Size).OfType<PixelRectangle>().ToList();
        Assert.InRange(boxes.Count, 900, 1100);
        Assert.All(boxes, box =>
        {
            Assert.InRange(box.Area / (double)(Size * Size), 0.09, 0.32);
            Assert.InRange(box.Height / (double)box.Width, 0.45, 2.2);
            Assert.True(box.Top >= 0 && box.Left >= 0 && box.Top + box.Height <= Size && box.Left + box.Width <= Size, $"{box}");
        });
    }

    [Fact]
    public void Rectangles_are_a_function_of_seed_step_and_photo()
    {
        var options = new ErasingOptions { Probability = 1 };
        var boxes = RandomErasing.Draw(options, seed: 1, step: 2, [.. Enumerable.Range(0, 20)], Size);
        Assert.Equal(boxes, RandomErasing.Draw(options, seed: 1, step: 2, [.. Enumerable.Range(0, 20)], Size));
        Assert.Equal(boxes[..5], RandomErasing.Draw(options, seed: 1, step: 2, [.. Enumerable.Range(0, 5)], Size));
        Assert.NotEqual(boxes, RandomErasing.Draw(options, seed: 1, step: 3, [.. Enumerable.Range(0, 20)], Size));
        Assert.NotEqual(boxes, RandomErasing.Draw(options, seed: 2, step: 2, [.. Enumerable.Range(0, 20)], Size));
    }

    [Theory]
    [InlineData(ErasingFill.Mean)]
    [InlineData(ErasingFill.Noise)]
    public void Only_the_rectangles_are_touched(ErasingFill fill)
    {
        using var scope = NewDisposeScope();
        var options = new ErasingOptions { Probability = 0.7, Fill = fill };
        var images = full([8, 3, Size, Size], 7f);
        RandomErasing.Apply(images, options, seed: 4, step: 1);
        var boxes = RandomErasing.Draw(options, seed: 4, step: 1, [.. Enumerable.Range(0, 8)], Size);
        for (int photo = 0; photo < boxes.Length; photo++)
        {
            int erased = boxes[photo]?.Area ?? 0;
            Assert.Equal(3 * erased, images[photo].ne(7f).sum().item<long>());
            if (boxes[photo] is { } box)
            {
                var region = images[photo].narrow(1, box.Top, box.Height).narrow(2, box.Left, box.Width);
                Assert.Equal(fill == ErasingFill.Noise, region.std().item<float>() > 0.5f);
                Assert.Equal(0, region.mean().item<float>(), 0.5f);
            }
        }
    }
}
