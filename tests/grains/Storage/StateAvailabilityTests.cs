using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Storage;

public sealed class StateAvailabilityTests
{
    private static readonly TimeSpan WithLostSilos = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider clock = new();
    private readonly StateAvailability state;

    public StateAvailabilityTests() => state = new StateAvailability(clock);

    [Fact]
    public void A_loss_is_told_once_and_its_end_once()
    {
        Assert.False(state.Returned());
        Assert.True(state.Lost("It is away."));
        Assert.False(state.Lost("It is away."));
        Assert.True(state.Lost("It is read-only."));
        Assert.Equal("It is read-only.", state.Problem);
        Assert.True(state.Returned());
        Assert.False(state.IsAway);
    }

    [Fact]
    public void A_lost_silo_is_waited_for_longer_than_lost_state()
    {
        Assert.Equal(WithLostSilos, state.PatienceWith(new SiloUnavailableException(), WithLostSilos));
        Assert.Equal(StateAvailability.Patience, state.PatienceWith(new OrleansException("Error from storage provider Redis"), WithLostSilos));

        state.Lost("It is away.");

        Assert.Equal(StateAvailability.Patience, state.PatienceWith(new SiloUnavailableException(), WithLostSilos));
        clock.Advance(StateAvailability.Patience);
        Assert.Equal(TimeSpan.Zero, state.PatienceWith(new SiloUnavailableException(), WithLostSilos));
    }

    [Fact]
    public void Callers_are_told_what_is_away()
    {
        Assert.False(state.TryExplain(out _));
        state.Lost("Redis does not answer.");

        Assert.True(state.TryExplain(out var refusal));
        Assert.StartsWith("Redis does not answer. Nothing was changed", refusal.Message);
        Assert.Equal("state-unavailable", refusal.Reason);
    }
}
