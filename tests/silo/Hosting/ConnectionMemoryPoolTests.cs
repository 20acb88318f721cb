using BirdGrid.Silo.Hosting;

namespace BirdGrid.Silo.Tests.Hosting;

public sealed class ConnectionMemoryPoolTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(ConnectionMemoryPool.BlockBytes)]
    public void A_block_is_large_whatever_is_asked_for(int bytes)
    {
        using var pool = new ConnectionMemoryPool();
        using var block = pool.Rent(bytes);
        Assert.Equal(ConnectionMemoryPool.BlockBytes, block.Memory.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }

    [Fact]
    public void A_returned_block_is_rented_again_and_not_twice()
    {
        using var pool = new ConnectionMemoryPool();
        var first = pool.Rent();
        first.Memory.Span[0] = 42;
        first.Dispose();
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Memory);

        using var second = pool.Rent();
        using var third = pool.Rent();
        Assert.Equal(42, second.Memory.Span[0]);
        third.Memory.Span[0] = 7;
        Assert.Equal(42, second.Memory.Span[0]);
    }
}
