using BirdGrid.Grid.Tests.Chaos;

namespace BirdGrid.Grid.Tests;

/// <summary>Processes die at random moments of a grid's work; bench/measure.sh kills-lost goes through many more rounds.</summary>
public sealed class KillRoundsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_that_the_grid_has_accepted_is_lost_or_doubled_when_processes_die()
    {
        KillRound[] rounds =
        [
            new(KillMoment.Training, Silo: 0, When: 0.6, ReturnsAtOnce: false),
            new(KillMoment.Import, Silo: 1, When: 0.5, ReturnsAtOnce: true),
            new(KillMoment.Publication, Silo: null, When: 0.3, ReturnsAtOnce: true),
            new(KillMoment.Promotion, Silo: 2, When: 0.1, ReturnsAtOnce: false),
        ];
        var notes = new StringWriter();

        var report = await KillRounds.RunAsync(rounds, notes);

        output.WriteLine(notes.ToString());
        Assert.True(report.Violations.Count == 0, string.Join('\n', report.Violations));
        Assert.True(report.Classified > 0);
    }
}
