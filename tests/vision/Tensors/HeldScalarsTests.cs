using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Tensors;

[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeldScalarsTests
{
    // Alone: other tests give TorchSharp numbers that it does not hold on to, and the collector here never rests.
    private const string Name = "collector";

    [Fact]
    public void Every_operation_gives_what_it_says()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([5, 7], Values(Pair(1, 2).AddInPlace(Pair(4, 5))));
        Assert.Equal([3, 4.5f], Values(Pair(1, 2).AddInPlace(Pair(4, 5), 0.5)));
        Assert.Equal([1.5f, 2.5f], Values(Pair(1, 2).AddInPlace(0.5)));
        Assert.Equal([3, 4.5f], Values(Pair(1, 2).Plus(Pair(4, 5), 0.5)));
        Assert.Equal([1.5f, 2.5f], Values(Pair(1, 2).Plus(0.5)));
        Assert.Equal([3, 6], Values(Pair(1, 2).MultiplyInPlace(3)));
        Assert.Equal([3, 6], Values(Pair(1, 2).Times(3)));
        Assert.Equal([0.5f, 1], Values(Pair(1, 2).DivideInPlace(2)));
        Assert.Equal([0.5f, 1], Values(Pair(1, 2).Over(2)));
        Assert.Equal([9, 22], Values(Pair(1, 2).AddProductInPlace(Pair(2, 5), Pair(2, 2), 2)));
        Assert.Equal([3, 7], Values(Pair(1, 2).AddQuotientInPlace(Pair(2, 5), Pair(2, 2), 2)));
        Assert.Equal([1, 1.5f], Values(Pair(1, 2).AtMost(1.5)));
        Assert.Equal(2, Pair(1, 2)[1].HostValue());
    }

    [Fact]
    public void Numbers_outlive_the_operation_whenever_the_collector_comes()
    {
        using var sum = zeros(20_000);
        using var ones = ones_like(sum);
        bool stopping = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stopping))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (int i = 0; i < 20_000; i++)
            {
                using var scope = NewDisposeScope();
                sum.zero_();
                sum.AddInPlace(ones).AddInPlace(ones, 0.5).MultiplyInPlace(2).AddInPlace(-1);
                Assert.Equal(2, sum[7].HostValue());
            }
        }
        finally
        {
            Volatile.Write(ref stopping, true);
            collector.Join();
        }
    }

    private static Tensor Pair(float first, float second) => tensor([first, second]);

    private static float[] Values(Tensor values) => [.. values.data<float>()];
}
