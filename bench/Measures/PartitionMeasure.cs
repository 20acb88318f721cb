using BirdGrid.Grid.Tests.Chaos;
using BirdGrid.Grid.Tests.Support;

namespace BirdGrid.Bench.Measures;

/// <summary>Cuts a trainer's silo off from its grid in mid-training, and heals the network again; needs root and iproute2.</summary>
internal sealed class PartitionMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "partition-versions";

    /// <inheritdoc/>
    public string Description => "versions published by two sessions, the trainer of one of which was cut off by a partition";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var network = NetworkNamespace.Create();
        var report = await Partition.RunAsync(network, notes);
        foreach (var session in report.AfterHealing)
        {
            notes.WriteLine($"session {session.Id}: fence {session.Fence}, epochs {string.Join(' ', session.Epochs.Select(e => e.Epoch_))}, weights {session.ModelVersion.Weights.Sha256[..8]} (undisturbed {report.Undisturbed.ModelVersion.Weights.Sha256[..8]})");
        }

        return report.Versions.Count(v => v.Lineage.SessionId != report.Undisturbed.Id);
    }
}
