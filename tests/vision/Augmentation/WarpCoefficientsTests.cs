using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed unsafe class WarpCoefficientsTests
{
    /// <summary>Tolerances in source pixels, as design measurements of float32 against double have them; admissible maps have the greatest error, 5e-4, far outside the photo.</summary>
    [Theory]
    [InlineData(224, MobiusMode.Native, 3e-4)]
    [InlineData(224, MobiusMode.Presets, 3e-4)]
    [InlineData(224, MobiusMode.Admissible, 6e-4)]
    [InlineData(224, MobiusMode.Mpd, 3e-4)]
    [InlineData(1024, MobiusMode.Native, 1e-3)]
    public void Single_precision_is_close_to_double(int size, MobiusMode mode, double tolerance)
    {
        var policy = AugmentationPolicy.None with { Mobius = new MobiusOptions { Mode = mode, Probability = 1, M = 3 } };
        var augmenter = new Augmenter(policy, 7, size);
        byte pixel = 0;
        var view = new PixelView(&pixel, 0, 0, size, size, size * 3);
        for (int photo = 0; photo < 25; photo++)
        {
            SamplingMap map = augmenter.Draw(size, size, 1, photo).Map;
            var coefficients = new WarpCoefficients(map, size, size, view, SourceBounds.Of(size, size, 0.5), BorderMode.Black);
            for (int y = 0; y < size; y += 7)
            {
                WarpRow row = coefficients.Row(y);
                for (int x = 0; x < size; x += 3)
                {
                    var (expectedRow, expectedColumn) = map.SourceAt(x, y);
                    if (Math.Max(Math.Abs(expectedRow), Math.Abs(expectedColumn)) < 2 * size)
                    {
                        var (actualRow, actualColumn) = row.At(x - coefficients.CentreColumn);
                        Assert.InRange((actualRow / WarpCoefficients.One) - expectedRow, -tolerance, tolerance);
                        Assert.InRange((actualColumn / WarpCoefficients.One) - expectedColumn, -tolerance, tolerance);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_map_without_a_bend_needs_no_division()
    {
        byte pixel = 0;
        var view = new PixelView(&pixel, 0, 0, 100, 100, 300);
        WarpRow row = Coefficients(AugmentationPolicy.Birds).Row(3);
        Assert.True(row.IsAffine);
        Assert.Equal(new WarpRow.Quadratic(1, 0, 0), row.Q);
        Assert.Equal(0, row.R.Square);

        WarpCoefficients Coefficients(AugmentationPolicy policy) =>
            new(new Augmenter(policy, 7, 64).Draw(100, 100, 1, 1).Map, 64, 64, view, SourceBounds.Of(100, 100, 0.5), BorderMode.Black);
    }
}
