using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class BatchShareTests
{
    private static readonly TrainingOptions Frozen = TrainingOptions.ForFineTune();
    private static readonly TrainingOptions LearningStatistics = TrainingOptions.ForScratch();
    private static readonly TrainingOptions Mixed = TrainingOptions.ForFineTune() with { Mix = new MixOptions { MixupAlpha = 0.2 } };

    [Fact]
    public void Shares_are_the_batch_cut_as_evenly_as_may_be()
    {
        foreach (var options in new[] { Frozen, LearningStatistics, Mixed })
        {
            foreach (int count in Enumerable.Range(1, 40))
            {
                foreach (int devices in Enumerable.Range(1, 9))
                {
                    var shares = Shares(options, count, devices);
                    Assert.Equal(Enumerable.Range(0, count), shares.SelectMany(share => share.Positions).Order());
                    int[] sizes = [.. shares.Select(share => share.Positions.Count).Where(size => size > 0)];
                    int unevenness = options == Mixed ? 3 : 1;
                    Assert.InRange(sizes.Max() - sizes.Min(), 0, unevenness);
                    Assert.True(count < BatchShare.MinimumPhotos(options) || sizes.Min() >= BatchShare.MinimumPhotos(options), $"{count} photos on {devices}");
                    Assert.Equal(Math.Clamp(count / BatchShare.MinimumPhotos(options), 1, devices), sizes.Length);
                }
            }
        }
    }

    [Fact]
    public void A_mixed_photo_has_its_partner_beside_it()
    {
        foreach (int count in new[] { 6, 7, 32, 33 })
        {
            foreach (var share in Shares(Mixed, count, devices: 3))
            {
                Assert.Equal(share.Positions.Select(position => count - 1 - position), share.Positions.Reverse());
            }
        }
    }

    [Fact]
    public void A_share_picks_its_photos_in_its_order()
    {
        Assert.Equal(["a", "e"], BatchShare.Of(Mixed, 5, rank: 0, devices: 2).Of(["a", "b", "c", "d", "e"]));
        Assert.Equal(["b", "c", "d"], BatchShare.Of(Mixed, 5, rank: 1, devices: 2).Of(["a", "b", "c", "d", "e"]));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchShare.Of(Frozen, 0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchShare.Of(Frozen, 4, -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchShare.Of(Frozen, 4, 2, 2));
    }

    private static BatchShare[] Shares(TrainingOptions options, int count, int devices) =>
        [.. Enumerable.Range(0, devices).Select(rank => BatchShare.Of(options, count, rank, devices))];
}
