using BirdGrid.Grains.Training.DataParallel;

namespace BirdGrid.Grains.Tests.Training.DataParallel;

public sealed class GradientSlicesTests
{
    [Fact]
    public void Slices_cover_the_vector_within_the_limit_and_spread_over_the_devices()
    {
        foreach (int length in new[] { 1, 7, 64, 1000, 1_000_003 })
        {
            foreach (int devices in new[] { 1, 2, 3, 8 })
            {
                foreach (int maximumBytes in new[] { 64, 4096, 4 << 20 })
                {
                    var slices = new GradientSlices(length, devices, maximumBytes);
                    int end = 0;
                    for (int slice = 0; slice < slices.Count; slice++)
                    {
                        var bytes = slices.Bytes(slice);
                        Assert.Equal(end, bytes.Start.Value);
                        Assert.InRange(bytes.End.Value - bytes.Start.Value, sizeof(float), maximumBytes);
                        end = bytes.End.Value;
                    }

                    Assert.Equal(length * sizeof(float), end);
                    Assert.Equal(Enumerable.Range(0, slices.Count), Enumerable.Range(0, devices).SelectMany(rank => slices.OwnedBy(rank)).Order());
                    int[] owned = [.. Enumerable.Range(0, devices).Select(rank => slices.OwnedBy(rank).Count())];
                    Assert.InRange(owned.Max() - owned.Min(), 0, 1);
                }
            }
        }
    }
}
