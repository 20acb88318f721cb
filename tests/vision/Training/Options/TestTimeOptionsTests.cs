using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class TestTimeOptionsTests
{
    [Fact]
    public void The_usual_view_comes_first()
    {
        Assert.Equal([new TestTimeView(1, false), new TestTimeView(1, true)], new TestTimeOptions().Views());
        Assert.Equal(
            [new TestTimeView(1, false), new TestTimeView(1, true), new TestTimeView(1.5, false), new TestTimeView(1.5, true)],
            new TestTimeOptions { Scales = 2, ScaleStep = 1.5 }.Views());
        Assert.Equal([new TestTimeView(1, false), new TestTimeView(1.5, false)], new TestTimeOptions { Flip = false, Scales = 2, ScaleStep = 1.5 }.Views());
    }
}
