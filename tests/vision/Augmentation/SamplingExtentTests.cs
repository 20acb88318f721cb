using BirdGrid.Vision.Augmentation;
using CsCheck;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class SamplingExtentTests
{
    private const int Size = 96;

    [Fact]
    public void No_position_is_outside_the_extent() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 5]).Sample((photo, mode) =>
        {
            var policy = AugmentationPolicy.Birds with { Mobius = new MobiusOptions { Mode = (MobiusMode)mode, Probability = 1, M = 4 } };
            SamplingMap map = new Augmenter(policy, 1, Size).Draw(500, 333, 1, photo).Map;
            SourceBounds extent = SamplingExtent.Of(map, Size, Size);
            for (int y = 0; y < Size; y += 5)
            {
                for (int x = 0; x < Size; x++)
                {
                    var (row, column) = map.SourceAt(x, y);
                    Assert.True(extent.Contains(row, column), $"({row}, {column}) is outside {extent}");
                }
            }
        });

    [Fact]
    public void The_extent_of_a_crop_is_the_crop()
    {
        var map = new SamplingMap(OutputFrame.UnitSquare(Size, mirrored: true), MobiusMap.Identity, SourceFrame.OverBox(100, 60, 96, 48, 0));
        SourceBounds extent = SamplingExtent.Of(map, Size, Size);
        Assert.Equal([35.5, 83.5, 51.5, 147.5], [extent.RowMin, extent.RowMax, extent.ColumnMin, extent.ColumnMax], (expected, actual) => Math.Abs(expected - actual) < 1e-9);
    }

    [Fact]
    public void A_pole_in_the_output_needs_the_whole_photo()
    {
        SourceBounds extent = SamplingExtent.Of(SamplingMap.FromPixelMap(new MobiusMap(16, 0, 1, 16)), 32, 32);
        Assert.Equal(double.NegativeInfinity, extent.RowMin);
        var window = SamplingExtent.WindowOf(extent, 50, 40, 0);
        Assert.Equal((0, 0, 50, 40), (window.Left, window.Top, window.Width, window.Height));
    }

    [Fact]
    public void A_window_covers_the_taps_and_begins_where_halved_pixels_do()
    {
        var window = SamplingExtent.WindowOf(new SourceBounds(10.2, 20.4, 30, 40), 500, 333, 2);
        Assert.Equal((0, 0), (window.Left % 4, window.Top % 4));
        Assert.InRange(window.Top, 0, 8);
        Assert.InRange(window.Top + window.Height, 24, 36);
        var beyond = SamplingExtent.WindowOf(new SourceBounds(-900, -800, 900, 1000), 500, 333, 0);
        Assert.Equal((499, 0, 1, 1), (beyond.Left, beyond.Top, beyond.Width, Math.Min(beyond.Height, 1)));
    }
}
