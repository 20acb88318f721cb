using BirdGrid.Grid.Tests.Chaos;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests;

/// <summary>A network that falls apart between a trainer and the rest of its grid.</summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_trainer_that_is_cut_off_stops_and_another_publishes_the_one_set_of_checkpoints()
    {
        using var network = CreateNamespace();
        var notes = new StringWriter();

        var report = await Partition.RunAsync(network, notes);

        output.WriteLine(notes.ToString());
        Assert.True(report.TrainerStoppedByItself);
        Assert.Contains(report.Disturbed, s => s.Fence > 1);
        string weights = report.Undisturbed.ModelVersion.Weights.Sha256;
        Assert.All(report.Disturbed, session =>
        {
            Assert.Equal(TrainingState.Completed, session.State);
            Assert.Equal(report.Undisturbed.Epochs.Select(e => e.Epoch_), session.Epochs.Select(e => e.Epoch_));
            Assert.Equal(weights, session.ModelVersion.Weights.Sha256);
            Assert.Single(report.Versions, v => v.Lineage.SessionId == session.Id);
        });
        Assert.Equal(report.Disturbed.Select(s => (s.Id, s.Fence, s.Epochs)), report.AfterHealing.Select(s => (s.Id, s.Fence, s.Epochs)));
        Assert.Equal([3, 2, 1], report.Versions.Select(v => v.Version));
    }

    private static NetworkNamespace CreateNamespace()
    {
        try
        {
            return NetworkNamespace.Create();
        }
        catch (InvalidOperationException denied)
        {
            Assert.Skip($"No network namespace can be made here, which needs root and iproute2: {denied.Message}");
            throw;
        }
    }
}
