using BirdGrid.Vision.Evaluation;
using CsCheck;

namespace BirdGrid.Vision.Tests.Evaluation;

public sealed class TopKTests
{
    private static readonly Gen<float[]> Logits = Gen.Int[-5, 5].Select(value => (float)value).Array[1, 40];

    [Fact]
    public void Is_a_stable_descending_sort_cut_short() => Gen.Select(Logits, Gen.Int[1, 50]).Sample((logits, k) =>
    {
        float[] probabilities = new float[logits.Length];
        Softmax.Probabilities(logits, probabilities);
        var expected = Enumerable.Range(0, logits.Length)
            .OrderByDescending(c => logits[c])
            .Take(k)
            .Select(c => new ClassProbability(c, probabilities[c]));
        return TopK.FromLogits(logits, k).SequenceEqual(expected);
    });

    [Fact]
    public void Rank_best_and_top_k_agree() => Logits.Sample(logits =>
    {
        var all = TopK.FromLogits(logits, logits.Length);
        return TopK.Best(logits) == all[0].ClassIndex
            && all.Select((entry, place) => TopK.RankOf(logits, entry.ClassIndex) == place).All(agrees => agrees);
    });

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TopK.FromLogits([1f], 0));
        Assert.Throws<ArgumentException>(() => TopK.FromLogits([], 1));
        Assert.Throws<ArgumentException>(() => TopK.Best([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TopK.RankOf([1f, 2f], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => TopK.RankOf([1f, 2f], -1));
    }
}
