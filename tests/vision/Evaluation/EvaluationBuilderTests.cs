using System.Text.Json;
using BirdGrid.Vision.Evaluation;
using CsCheck;

namespace BirdGrid.Vision.Tests.Evaluation;

public sealed class EvaluationBuilderTests
{
    [Fact]
    public void A_report_by_hand()
    {
        var builder = new EvaluationBuilder(6);
        builder.Add(
            [
                9, 0, 0, 0, 0, 0, // class 0, recognised
                0, 9, 0, 0, 0, 0, // class 0, taken for 1
                5, 9, 4, 3, 2, 1, // class 5, taken for 1 and sixth
            ],
            [0, 0, 5]);
        builder.Add([0, 9, 0, 0, 0, 1], [0]);
        var report = builder.Build();

        Assert.Equal(4, report.PhotoCount);
        Assert.Equal(0.25, report.Top1);
        Assert.Equal(0.75, report.Top5);
        Assert.Equal(new ClassAccuracy(0, 3, 1), report.PerClass[0]);
        Assert.Equal(1.0 / 3, report.PerClass[0].Accuracy);
        Assert.Null(report.PerClass[2].Accuracy);
        Assert.Equal(0, report.PerClass[5].Accuracy);
        Assert.Equal(2, report.Confusion[0, 1]);
        Assert.Equal(1, report.Confusion[5, 1]);
        Assert.Equal([new ConfusedPair(0, 1, 2), new ConfusedPair(5, 1, 1)], report.MostConfused);
        Assert.Equal(new ConfusedPair(0, 1, 2), Assert.Single(builder.Build(mostConfusedLimit: 1).MostConfused));
    }

    [Fact]
    public void Mean_loss_is_cross_entropy()
    {
        var builder = new EvaluationBuilder(2);
        builder.Add([MathF.Log(3), 0, 0, 0], [0, 1]);
        Assert.Equal((Math.Log(4.0 / 3) + Math.Log(2)) / 2, builder.Build().MeanLoss, 1e-6);
    }

    [Fact]
    public void Batches_do_not_matter_and_all_sums_agree() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 40], Gen.Int).Sample((classCount, photoCount, seed) =>
        {
            var random = new Random(seed);
            float[] logits = [.. Enumerable.Range(0, classCount * photoCount).Select(_ => random.Next(-3, 4))];
            int[] labels = [.. Enumerable.Range(0, photoCount).Select(_ => random.Next(classCount))];
            var whole = new EvaluationBuilder(classCount);
            var singly = new EvaluationBuilder(classCount);
            whole.Add(logits, labels);
            for (int photo = 0; photo < photoCount; photo++)
            {
                singly.Add(logits.AsSpan(photo * classCount, classCount), labels.AsSpan(photo, 1));
            }

            var report = whole.Build();
            Assert.Equal(JsonSerializer.Serialize(report), JsonSerializer.Serialize(singly.Build()));
            Assert.Equal(photoCount, report.Confusion.Counts.Sum());
            Assert.Equal(photoCount, report.PerClass.Sum(entry => entry.Count));
            Assert.Equal(report.Top1, (double)report.PerClass.Sum(entry => entry.Correct) / photoCount);
            Assert.True(report.Top5 >= report.Top1);
            Assert.True(classCount > 5 || report.Top5 == 1);
        });

    [Fact]
    public void A_report_survives_json()
    {
        var builder = new EvaluationBuilder(3);
        builder.Add([1, 2, 3, 3, 2, 1], [1, 2]);
        var report = builder.Build();
        string json = JsonSerializer.Serialize(report);
        var back = JsonSerializer.Deserialize<EvaluationReport>(json)!;
        Assert.Equal(json, JsonSerializer.Serialize(back));
        Assert.Equal(report.PerClass, back.PerClass);
        Assert.Equal(report.Confusion.Counts, back.Confusion.Counts);
        Assert.Equal(report.MostConfused, back.MostConfused);
    }

    [Fact]
    public void Bad_batches_are_named_and_leave_no_trace()
    {
        var builder = new EvaluationBuilder(2);
        builder.Add([1, 0], [0]);
        Assert.Throws<ArgumentException>(() => builder.Add([1, 0, 2], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add([1, 0, 1, 0], [0, 2]));
        var notFinite = Assert.Throws<ArgumentException>(() => builder.Add([1, 0, float.NaN, 0], [0, 1]));
        Assert.Contains("photo 1, class 0", notFinite.Message, StringComparison.Ordinal);
        Assert.Equal(1, builder.Build().PhotoCount);
    }

    [Fact]
    public void An_evaluation_needs_photos_and_classes()
    {
        Assert.Throws<InvalidOperationException>(() => new EvaluationBuilder(2).Build());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationBuilder(0));
    }

    [Fact]
    public void A_cell_outside_the_matrix_is_refused()
    {
        var matrix = new ConfusionMatrix { ClassCount = 2, Counts = [1, 2, 3, 4] };
        Assert.Equal(3, matrix[1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[-1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.MostConfused(-1));
    }
}
