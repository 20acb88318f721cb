using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class MobiusSamplerTests
{
    [Theory]
    [InlineData(MobiusMode.Native)]
    [InlineData(MobiusMode.Admissible)]
    public void Drawn_maps_keep_their_pole_outside_and_stay_within_their_stretch(MobiusMode mode)
    {
        var options = new MobiusOptions { Mode = mode, Probability = 1, M = 2 };
        for (int photo = 0; photo < 500; photo++)
        {
            var random = new PhiloxRandom(7, 1, photo, 0);
            var forward = MobiusSampler.Draw(options, 224, ref random);
            Assert.True(MobiusSampler.KeepsPoleOutside(forward), $"photo {photo}");
            if (mode == MobiusMode.Admissible)
            {
                Assert.True(MobiusSampler.IsAdmissible(forward, options.M), $"photo {photo}");
            }
        }
    }

    [Theory]
    [InlineData(2, 0.00382)]
    [InlineData(3, 0.01282)]
    public void Random_triples_are_admissible_as_often_as_measured(double m, double expected)
    {
        const int Draws = 200_000;
        var random = new PhiloxRandom(3, 0, 0, 0);
        int accepted = 0;
        for (int i = 0; i < Draws; i++)
        {
            accepted += FivePointTest(MobiusSampler.DrawUniformTriples(ref random), m) ? 1 : 0;
        }

        double sigma = Math.Sqrt(expected * (1 - expected) / Draws);
        Assert.InRange((double)accepted / Draws, expected - (4 * sigma), expected + (4 * sigma));
    }

    [Fact]
    public void The_share_of_warped_photos_is_the_probability()
    {
        const int Photos = 20_000;
        var options = new MobiusOptions { Mode = MobiusMode.Native, Probability = 0.2 };
        int warped = 0;
        for (int photo = 0; photo < Photos; photo++)
        {
            var random = new PhiloxRandom(1, 0, photo, 0);
            warped += MobiusSampler.TryDraw(options, 224, ref random, out _) ? 1 : 0;
        }

        Assert.InRange(warped / (double)Photos, 0.2 - 0.012, 0.2 + 0.012);
    }

    // The published test alone, without the pole's: corners and centre of the unit square, and the centre kept within a quarter.
    private static bool FivePointTest(MobiusMap forward, double m)
    {
        var sampling = forward.Inverse();
        System.Numerics.Complex centre = new(0.5, 0.5);
        return new System.Numerics.Complex[] { new(0, 0), new(1, 0), new(0, 1), new(1, 1), centre }.All(p => sampling.DerivativeMagnitude(p) > 1 / m && sampling.DerivativeMagnitude(p) < m)
            && System.Numerics.Complex.Abs(sampling.Apply(centre) - centre) < 0.25;
    }
}
