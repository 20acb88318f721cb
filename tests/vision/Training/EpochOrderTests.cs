using BirdGrid.Vision.Training;
using CsCheck;

namespace BirdGrid.Vision.Tests.Training;

public sealed class EpochOrderTests
{
    [Fact]
    public void SplitMix64_gives_the_published_sequence()
    {
        var random = new SplitMix64(1234567);
        ulong[] drawn = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], drawn);
    }

    [Fact]
    public void An_order_visits_every_photo_once() =>
        Gen.Select(Gen.Int[0, 300], Gen.ULong, Gen.Int[0, 1000]).Sample((count, seed, epoch) =>
            EpochOrder.Permutation(count, seed, epoch).Order().SequenceEqual(Enumerable.Range(0, count)));

    [Fact]
    public void An_order_depends_on_seed_and_epoch_alone()
    {
        int[] order = EpochOrder.Permutation(100, seed: 5, epoch: 2);
        Assert.Equal(order, EpochOrder.Permutation(100, seed: 5, epoch: 2));
        Assert.NotEqual(order, EpochOrder.Permutation(100, seed: 5, epoch: 3));
        Assert.NotEqual(order, EpochOrder.Permutation(100, seed: 6, epoch: 2));
    }

    [Fact]
    public void An_order_never_changes_between_versions() =>
        Assert.Equal(PinnedOrder, EpochOrder.Permutation(10, seed: 1, epoch: 0));

    [Fact]
    public void Every_photo_is_equally_likely_anywhere()
    {
        const int Photos = 8;
        const int Epochs = 8000;
        int[,] counts = new int[Photos, Photos];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            int[] order = EpochOrder.Permutation(Photos, seed: 11, epoch);
            for (int place = 0; place < Photos; place++)
            {
                counts[place, order[place]]++;
            }
        }

        // 1000 expected in each cell with a standard deviation of 30: five of them.
        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 850, 1150));
    }

    [Theory]
    [InlineData(0, 4, new int[0])]
    [InlineData(1, 4, new[] { 1 })]
    [InlineData(8, 4, new[] { 4, 4 })]
    [InlineData(9, 4, new[] { 4, 5 })]
    [InlineData(10, 4, new[] { 4, 4, 2 })]
    [InlineData(3, 1, new[] { 1, 1, 1 })]
    [InlineData(5, 4, new[] { 5 })]
    public void A_single_photo_left_over_joins_the_batch_before_it(int photoCount, int batchSize, int[] sizes)
    {
        int[] order = EpochOrder.Permutation(photoCount, seed: 1, epoch: 0);
        var batches = EpochOrder.Batches(order, batchSize);
        Assert.Equal(sizes, batches.Select(batch => batch.Length));
        Assert.Equal(order, batches.SelectMany(batch => batch.ToArray()));
        Assert.Equal(sizes.Length, EpochOrder.StepsPerEpoch(photoCount, batchSize));
    }

    [Fact]
    public void Batches_cover_the_order() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[1, 40]).Sample((photoCount, batchSize) =>
        {
            int[] order = EpochOrder.Permutation(photoCount, seed: 3, epoch: 1);
            var batches = EpochOrder.Batches(order, batchSize);
            return batches.SelectMany(batch => batch.ToArray()).SequenceEqual(order)
                && batches.All(batch => batch.Length <= batchSize + 1)
                && (batchSize == 1 || photoCount == 1 || batches.All(batch => batch.Length > 1));
        });

    [Fact]
    public void Impossible_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EpochOrder.Permutation(-1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => EpochOrder.Permutation(1, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EpochOrder.StepsPerEpoch(1, 0));
    }

    private static int[] PinnedOrder => [1, 5, 2, 4, 9, 8, 7, 3, 0, 6];

    [Fact]
    public void A_weighted_order_draws_by_weight()
    {
        // 90 photos of one class, 10 of the other, weighed to count the same.
        double[] weights = [.. Enumerable.Repeat(1.0 / 90, 90), .. Enumerable.Repeat(1.0 / 10, 10)];
        int[] drawn = [.. Enumerable.Range(0, 50).SelectMany(epoch => EpochOrder.Weighted(weights, seed: 1, epoch))];
        Assert.Equal(50 * weights.Length, drawn.Length);
        Assert.Equal(0.5, drawn.Count(photo => photo >= 90) / (double)drawn.Length, 0.02);
        Assert.Equal(100, drawn.Distinct().Count());
    }

    [Fact]
    public void A_weighted_order_is_a_function_of_seed_and_epoch()
    {
        double[] weights = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(EpochOrder.Weighted(weights, seed: 1, epoch: 2), EpochOrder.Weighted(weights, seed: 1, epoch: 2));
        Assert.NotEqual(EpochOrder.Weighted(weights, seed: 1, epoch: 2), EpochOrder.Weighted(weights, seed: 1, epoch: 3));
        Assert.NotEqual(EpochOrder.Weighted(weights, seed: 1, epoch: 2), EpochOrder.Weighted(weights, seed: 2, epoch: 2));
    }

    [Fact]
    public void A_photo_without_weight_is_never_drawn()
    {
        double[] weights = [0, 1, 0, 0, 2, 0];
        Assert.All(Enumerable.Range(0, 100).SelectMany(epoch => EpochOrder.Weighted(weights, seed: 3, epoch)), photo => Assert.Contains(photo, new[] { 1, 4 }));
        Assert.Empty(EpochOrder.Weighted([], seed: 3, epoch: 0));
    }

    [Fact]
    public void Weights_that_are_no_weights_are_refused()
    {
        Assert.Throws<ArgumentException>(() => EpochOrder.Weighted([1, -1], seed: 0, epoch: 0));
        Assert.Throws<ArgumentException>(() => EpochOrder.Weighted([1, double.NaN], seed: 0, epoch: 0));
        Assert.Throws<ArgumentException>(() => EpochOrder.Weighted([0, 0], seed: 0, epoch: 0));
    }
}
