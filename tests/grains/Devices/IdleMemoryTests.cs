using BirdGrid.Grains.Devices;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Devices;

public sealed class IdleMemoryTests
{
    [Fact]
    public void Memory_is_given_back_once_when_training_has_been_over_for_a_while()
    {
        var time = new FakeTimeProvider();
        int given = 0;
        using var memory = new IdleMemory(time, () => given++);
        time.Advance(IdleMemory.IdleTime * 3);
        Assert.Equal(0, given);

        memory.Touch();
        time.Advance(IdleMemory.IdleTime * 0.9);
        memory.Touch();
        time.Advance(IdleMemory.IdleTime * 0.9);
        Assert.Equal(0, given);

        time.Advance(IdleMemory.IdleTime);
        time.Advance(IdleMemory.IdleTime * 5);
        Assert.Equal(1, given);

        memory.Touch();
        time.Advance(IdleMemory.IdleTime);
        Assert.Equal(2, given);
    }
}
