using BirdGrid.Client.Load;

namespace BirdGrid.Client.Tests.Load;

public sealed class LoadRangeTests
{
    [Theory]
    [InlineData("8", new double[] { 8 })]
    [InlineData("1:4", new double[] { 1, 2, 3, 4 })]
    [InlineData("50:400:150", new double[] { 50, 200, 350 })]
    [InlineData("1:16:x2", new double[] { 1, 2, 4, 8, 16 })]
    [InlineData("0.1:0.3:0.1", new double[] { 0.1, 0.2, 0.3 })]
    public void A_range_has_its_values(string text, double[] expected)
    {
        double[] values = [.. LoadRange.Parse(text).Values];
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0:4")]
    [InlineData("-1")]
    [InlineData("4:1")]
    [InlineData("1:4:0")]
    [InlineData("1:4:x1")]
    [InlineData("1:2:3:4")]
    [InlineData("1:x2")]
    [InlineData("many")]
    [InlineData("1:1000000")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => LoadRange.Parse(text));
}
