using BirdGrid.Vision.Evaluation;
using CsCheck;

namespace BirdGrid.Vision.Tests.Evaluation;

public sealed class SoftmaxTests
{
    private static readonly Gen<float[]> Logits = Gen.Float[-50, 50].Array[1, 30];

    [Fact]
    public void Known_values()
    {
        float[] probabilities = new float[3];
        Softmax.Probabilities([MathF.Log(1), MathF.Log(2), MathF.Log(5)], probabilities);
        Assert.Equal(0.125, probabilities[0], 1e-6);
        Assert.Equal(0.25, probabilities[1], 1e-6);
        Assert.Equal(0.625, probabilities[2], 1e-6);
        Assert.Equal(Math.Log(8), Softmax.LogSumExp([MathF.Log(1), MathF.Log(2), MathF.Log(5)]), 1e-6);
    }

    [Fact]
    public void Huge_logits_do_not_overflow()
    {
        float[] probabilities = new float[3];
        Softmax.Probabilities([3e38f, 3e38f, -3e38f], probabilities);
        Assert.Equal([0.5f, 0.5f, 0f], probabilities);
        Assert.Equal(-1000 + Math.Log(2), Softmax.LogSumExp([-1000, -1000]), 1e-9);
    }

    [Fact]
    public void Probabilities_add_up_to_one_and_keep_the_order() => Logits.Sample(logits =>
    {
        float[] probabilities = new float[logits.Length];
        Softmax.Probabilities(logits, probabilities);
        var ordered = logits.Zip(probabilities).OrderBy(pair => pair.First).Select(pair => pair.Second).ToArray();
        return Math.Abs(probabilities.Sum(p => (double)p) - 1) < 1e-5 && ordered.SequenceEqual(ordered.Order());
    });

    [Fact]
    public void May_overwrite_its_input() => Logits.Sample(logits =>
    {
        float[] apart = new float[logits.Length];
        Softmax.Probabilities(logits, apart);
        Softmax.Probabilities(logits, logits);
        return apart.SequenceEqual(logits);
    });

    [Fact]
    public void Bad_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Softmax.LogSumExp([]));
        Assert.Throws<ArgumentException>(() => Softmax.Probabilities([1f, 2f], new float[1]));
    }
}
