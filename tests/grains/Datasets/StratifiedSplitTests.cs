using BirdGrid.Grains.Datasets;
using CsCheck;

namespace BirdGrid.Grains.Tests.Datasets;

public sealed class StratifiedSplitTests
{
    [Fact]
    public void The_split_depends_on_seed_and_photos_not_on_their_order() =>
        Gen.Select(Gen.Int[1, 60], Gen.ULong, Gen.Double[0, 0.5], Gen.Double[0, 0.4]).Sample((count, seed, validation, test) =>
        {
            string[] hashes = [.. Enumerable.Range(0, count).Select(i => $"{i:x64}")];
            var splits = StratifiedSplit.Assign(hashes, validation, test, seed);
            var reversed = StratifiedSplit.Assign([.. hashes.Reverse()], validation, test, seed);
            Assert.Equal(splits, reversed.Reverse());
        });

    [Fact]
    public void Shares_are_kept_and_training_never_goes_without() =>
        Gen.Select(Gen.Int[1, 200], Gen.Double[0, 0.9], Gen.Double[0, 0.9]).Sample((count, validation, test) =>
        {
            var splits = StratifiedSplit.Assign([.. Enumerable.Range(0, count).Select(i => $"{i:x64}")], validation, test, seed: 1);
            Assert.Contains(DatasetSplit.Train, splits);
            Assert.DoesNotContain(DatasetSplit.Unassigned, splits);
            if (count > 2 && validation + test < 0.9)
            {
                Assert.InRange(splits.Count(s => s == DatasetSplit.Test), 0, (int)Math.Ceiling(test * count) + 1);
                Assert.Equal(test > 0, splits.Contains(DatasetSplit.Test));
            }
        });

    [Fact]
    public void Another_seed_gives_another_split()
    {
        string[] hashes = [.. Enumerable.Range(0, 100).Select(i => $"{i:x64}")];
        Assert.NotEqual(StratifiedSplit.Assign(hashes, 0.2, 0, 1), StratifiedSplit.Assign(hashes, 0.2, 0, 2));
    }
}
