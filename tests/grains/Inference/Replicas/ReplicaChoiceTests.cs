using BirdGrid.Grains.Inference.Replicas;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Inference.Replicas;

public sealed class ReplicaChoiceTests
{
    private const string Version = "birds@1";

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Requests_are_dealt_out_to_the_replicas_and_never_to_the_spare()
    {
        var choice = new ReplicaChoice(3, clock);

        Assert.Equal([0L, 1L, 2L, 0L], Enumerable.Range(0, 4).Select(i => choice.Choose(Version, (uint)i, losses: 0)));
        Assert.True(choice.IsSpare(3));
    }

    [Fact]
    public void What_one_lost_is_asked_of_the_others_and_of_the_spare()
    {
        var choice = new ReplicaChoice(2, clock);

        Assert.Equal([1L, 2L, 0L, 1L], Enumerable.Range(0, 4).Select(losses => choice.Choose(Version, first: 1, losses)));
    }

    [Fact]
    public void A_silent_replica_is_passed_over_for_a_while()
    {
        var choice = new ReplicaChoice(1, clock);
        choice.Lost($"{Version}/0");

        Assert.Equal(1, choice.Choose(Version, first: 7, losses: 0));
        clock.Advance(ReplicaChoice.Avoidance);
        Assert.Equal(0, choice.Choose(Version, first: 7, losses: 0));
    }

    [Fact]
    public void One_that_answers_again_is_asked_again()
    {
        var choice = new ReplicaChoice(1, clock);
        choice.Lost($"{Version}/0");

        choice.Answered($"{Version}/0", TimeSpan.FromMilliseconds(10));

        Assert.Equal(0, choice.Choose(Version, first: 0, losses: 0));
    }

    [Fact]
    public void A_replica_that_never_answered_may_be_loading_and_is_waited_for() =>
        Assert.Null(new ReplicaChoice(1, clock).PatienceWith($"{Version}/0"));

    [Theory]
    [InlineData(10, 2_000)]
    [InlineData(3_000, 15_000)]
    public void Patience_follows_the_slowest_answers(double answeredMs, double patienceMs)
    {
        var choice = new ReplicaChoice(1, clock);
        choice.Answered("birds@1/0", TimeSpan.FromMilliseconds(answeredMs));

        Assert.Equal(patienceMs, choice.PatienceWith("birds@1/0")!.Value.TotalMilliseconds);
    }
}
