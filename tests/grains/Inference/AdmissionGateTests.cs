using BirdGrid.Grains.Inference;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Inference;

public sealed class AdmissionGateTests
{
    private const string Version = "birds@1";
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Images_are_bounded_by_their_number()
    {
        var gate = new AdmissionGate(limit: 4, free: 4, maximumWaitMs: 0, clock);
        using var first = Enter(gate, 3);
        Assert.False(gate.TryEnter(Version, 2, isUrgent: false, out _));
        Assert.False(gate.TryEnter(Version, 2, isUrgent: true, out _));
        using var second = Enter(gate, 1);
        first.Dispose();
        using var third = Enter(gate, 3);
        Assert.True(gate.TryEnter("birds@2", 9, isUrgent: false, out _), "alone, more than the limit is let in");
    }

    [Fact]
    public void Images_that_would_wait_too_long_are_kept_out()
    {
        var gate = new AdmissionGate(limit: 1000, free: 2, maximumWaitMs: 100, clock);
        LearnMsPerImage(gate, 10);
        var inside = Enumerable.Range(0, 10).Select(_ => Enter(gate, 1)).ToList();
        Assert.Equal(110, gate.ExpectedMs(Version), 1.0);
        Assert.False(gate.TryEnter(Version, 1, isUrgent: false, out _));
        Assert.True(gate.TryEnter(Version, 1, isUrgent: true, out var urgent));
        urgent.Dispose();
        inside[0].Dispose();
        Assert.True(gate.TryEnter(Version, 1, isUrgent: false, out _));
    }

    [Fact]
    public void However_slow_a_version_is_a_few_are_let_in()
    {
        var gate = new AdmissionGate(limit: 1000, free: 2, maximumWaitMs: 100, clock);
        LearnMsPerImage(gate, 1000);
        Enter(gate, 1);
        Enter(gate, 1);
        Assert.False(gate.TryEnter(Version, 1, isUrgent: false, out _));
    }

    [Fact]
    public void One_slow_answer_is_soon_forgotten()
    {
        var gate = new AdmissionGate(limit: 1000, free: 2, maximumWaitMs: 100, clock);
        Answer(gate, 5000);
        for (int i = 0; i < 8; i++)
        {
            Answer(gate, 5);
        }

        Assert.InRange(gate.ExpectedMs(Version), 5, 10);
    }

    [Fact]
    public void What_a_replica_turned_away_keeps_others_out_for_a_while()
    {
        var gate = new AdmissionGate(limit: 4, free: 4, maximumWaitMs: 0, clock);
        gate.Close(Version, 1000);
        Assert.True(gate.IsClosed(Version));
        Assert.False(gate.IsClosed("birds@2"));
        clock.Advance(TimeSpan.FromMilliseconds(251));
        Assert.False(gate.IsClosed(Version));
    }

    private static AdmissionGate.Admission Enter(AdmissionGate gate, int images)
    {
        Assert.True(gate.TryEnter(Version, images, isUrgent: false, out var admission));
        return admission;
    }

    private void LearnMsPerImage(AdmissionGate gate, double ms)
    {
        for (int i = 0; i < 100; i++)
        {
            Answer(gate, ms);
        }
    }

    private void Answer(AdmissionGate gate, double ms)
    {
        using var admission = Enter(gate, 1);
        clock.Advance(TimeSpan.FromMilliseconds(ms));
        admission.Answered();
    }
}
