using BirdGrid.Vision.Evaluation;

namespace BirdGrid.Vision.Tests.Evaluation;

public sealed class ViewAverageTests
{
    [Fact]
    public void Probabilities_are_averaged_and_not_logits()
    {
        var average = new ViewAverage(photoCount: 1, classCount: 2);
        average.Add([0, 100]);
        average.Add([1, 0]);
        float[] logs = average.LogProbabilities();
        double second = 1 / (1 + Math.E);
        Assert.Equal((1 + second) / 2, Math.Exp(logs[1]), 1e-6);
        Assert.Equal(1, logs.Sum(log => Math.Exp(log)), 1e-6);
        Assert.Equal(2, average.Views);
    }

    [Fact]
    public void One_view_alone_gives_its_own_figures()
    {
        float[] logits = [1, 2, 3, 0, -1, 5];
        var average = new ViewAverage(photoCount: 2, classCount: 3);
        average.Add(logits);
        var plain = new EvaluationBuilder(3);
        plain.Add(logits, [2, 0]);
        var viewed = new EvaluationBuilder(3);
        viewed.Add(average.LogProbabilities(), [2, 0]);
        Assert.Equal(plain.Build().MeanLoss, viewed.Build().MeanLoss, 1e-5);
        Assert.Equal(plain.Build().Top1, viewed.Build().Top1);
    }

    [Fact]
    public void An_impossible_label_still_has_a_finite_loss()
    {
        var average = new ViewAverage(photoCount: 1, classCount: 2);
        average.Add([0, 1000]);
        Assert.All(average.LogProbabilities(), log => Assert.True(float.IsFinite(log)));
    }

    [Fact]
    public void Nothing_to_average_is_refused()
    {
        var average = new ViewAverage(photoCount: 1, classCount: 2);
        Assert.Throws<InvalidOperationException>(average.LogProbabilities);
        Assert.Throws<ArgumentException>(() => average.Add([1, 2, 3]));
    }
}
