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
}
