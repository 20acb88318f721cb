using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class AugmentationDrawTests
{
    private const int Photos = 14_000;

    [Fact]
    public void Every_alternative_is_as_likely_as_the_others()
    {
        var augmenter = new Augmenter(AugmentationPolicy.Trivial, 5, 64);
        int alternatives = AugmentationPolicy.Trivial.OneOf.Count;
        int[] counts = new int[alternatives];
        for (int photo = 0; photo < Photos; photo++)
        {
            counts[augmenter.Draw(100, 80, 0, photo).Alternative!.Value]++;
        }

        double expected = (double)Photos / alternatives;
        Assert.All(counts, count => Assert.InRange(count, expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected))));
    }

    [Fact]
    public void An_alternative_takes_the_place_of_the_parts_it_has_and_leaves_the_others_draws_alone()
    {
        var own = new AugmentationPolicy { Crop = new CropOptions(), FlipProbability = 0.5, Rotation = new RotationOptions { Probability = 1 }, Cutout = new CutoutOptions { Probability = 1 } };
        var choosing = own with
        {
            OneOf = [new PolicyAlternative(), new PolicyAlternative { Rotation = new RotationOptions { Probability = 0 }, FlipProbability = 1, Noise = new NoiseOptions { Probability = 1 } }],
        };
        for (int photo = 0; photo < 200; photo++)
        {
            var plain = new Augmenter(own, 8, 64).Draw(120, 90, 3, photo);
            var chosen = new Augmenter(choosing, 8, 64).Draw(120, 90, 3, photo);
            Assert.Equal(plain.Frame.AreaShare, chosen.Frame.AreaShare, 12);
            Assert.Equal(plain.Cutout, chosen.Cutout);
            if (chosen.Alternative == 0)
            {
                Assert.Equal(plain with { Alternative = 0 }, chosen);
            }
            else
            {
                Assert.Equal(0, chosen.Frame.RotationDegrees);
                Assert.True(chosen.Frame.Mirrored);
                Assert.Equal(5, chosen.NoiseStdDevLevels);
            }
        }
    }

    [Fact]
    public void Ranges_are_drawn_from_end_to_end()
    {
        var policy = new AugmentationPolicy
        {
            Crop = new CropOptions { Probability = 0.5, AreaMin = 2, AreaMax = 3 },
            Shear = new ShearOptions { MaxX = 0.3, MaxY = 0.1, Probability = 1 },
            Shift = new ShiftOptions { MaxX = 0.2, MaxY = 0.4, Probability = 0.5 },
            Colour = new ColourJitterOptions { HueDegrees = 50, Probability = 1 },
            Noise = new NoiseOptions { StdDevLevelsMin = 2, StdDevLevels = 8, Probability = 1 },
            Cutout = new CutoutOptions { SideFractionMin = 0.1, SideFraction = 0.1, Probability = 1 },
        };
        var augmenter = new Augmenter(policy, 2, 100);
        DrawnAugmentation[] draws = [.. Enumerable.Range(0, 2_000).Select(photo => augmenter.Draw(100, 100, 0, photo))];
        AssertSpans(draws, -0.3, 0.3, drawn => drawn.Frame.ShearX);
        AssertSpans(draws, -0.1, 0.1, drawn => drawn.Frame.ShearY);
        AssertSpans(draws, -0.2, 0.2, drawn => drawn.Frame.ShiftX);
        AssertSpans(draws, -0.4, 0.4, drawn => drawn.Frame.ShiftY);
        AssertSpans(draws, -50, 50, drawn => drawn.ColourFactors!.Value.HueDegrees);
        AssertSpans(draws, 2, 8, drawn => drawn.NoiseStdDevLevels);
        Assert.All(draws, drawn => Assert.InRange(drawn.Cutout!.Value.Width, 1, 10));
        Assert.InRange(draws.Count(drawn => drawn.Frame.ShiftX == 0), 850, 1_150);
        Assert.InRange(draws.Count(drawn => drawn.Frame.AreaShare > 1.5), 850, 1_150);
    }

    [Fact]
    public void Shear_and_shift_move_the_frame_about_its_centre()
    {
        var policy = new AugmentationPolicy { Shear = new ShearOptions { MaxX = 0.3, MaxY = 0.2, Probability = 1 }, Shift = new ShiftOptions { Probability = 1 } };
        for (int photo = 0; photo < 50; photo++)
        {
            var drawn = new Augmenter(policy, 4, 64).Draw(64, 64, 0, photo);
            var frame = drawn.Frame;
            var (row, column) = drawn.Map.SourceAt(31.5, 31.5);
            Assert.Equal(31.5 + (64 * frame.ShiftY), row, 9);
            Assert.Equal(31.5 + (64 * frame.ShiftX), column, 9);
            var (lowerRow, lowerColumn) = drawn.Map.SourceAt(31.5, 41.5);
            Assert.Equal(row + 10, lowerRow, 9);
            Assert.Equal(column + (10 * frame.ShearX), lowerColumn, 9);
            var (rightRow, rightColumn) = drawn.Map.SourceAt(41.5, 31.5);
            Assert.Equal(row + (10 * frame.ShearY), rightRow, 9);
            Assert.Equal(column + 10, rightColumn, 9);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-75)]
    [InlineData(180)]
    public void A_turned_hue_keeps_greys_and_luma(double degrees)
    {
        var matrix = new ColourFactors(1, 1, 1, degrees).ToMatrix();
        Assert.Equal(1, matrix.RedFromRed + matrix.RedFromGreen + matrix.RedFromBlue, 5);
        Assert.Equal(1, matrix.GreenFromRed + matrix.GreenFromGreen + matrix.GreenFromBlue, 5);
        Assert.Equal(1, matrix.BlueFromRed + matrix.BlueFromGreen + matrix.BlueFromBlue, 5);
        Assert.Equal(0.299, (0.299 * matrix.RedFromRed) + (0.587 * matrix.GreenFromRed) + (0.114 * matrix.BlueFromRed), 5);
        Assert.Equal(0.114, (0.299 * matrix.RedFromBlue) + (0.587 * matrix.GreenFromBlue) + (0.114 * matrix.BlueFromBlue), 5);
        Assert.True(Math.Abs(matrix.RedFromRed - 1) > 0.01);
    }

    [Fact]
    public void A_hue_of_0_is_the_change_without_it() =>
        Assert.Equal(ColourMatrix.FromFactors(1.1, 0.9, 0.7), new ColourFactors(1.1, 0.9, 0.7, 0).ToMatrix());

    private static void AssertSpans(DrawnAugmentation[] draws, double min, double max, Func<DrawnAugmentation, double> quantity)
    {
        double slack = (max - min) * 0.02;
        Assert.InRange(draws.Min(quantity), min, min + slack);
        Assert.InRange(draws.Max(quantity), max - slack, max);
    }
}
