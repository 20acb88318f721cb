using TorchSharp;

namespace BirdGrid.Vision.Tests.Torch;

public sealed class NativeLoadTests
{
    [Fact]
    public void Libtorch_loads_and_multiplies()
    {
        using var scope = torch.NewDisposeScope();
        var product = torch.ones(2, 3).matmul(torch.ones(3, 4));
        Assert.Equal([3f, 3f, 3f, 3f, 3f, 3f, 3f, 3f], product.data<float>().ToArray());
    }
}
