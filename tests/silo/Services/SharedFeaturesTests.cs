extern alias client;

using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Transfer learning with and without features of other sessions, through a whole silo.</summary>
public sealed class SharedFeaturesTests
{
    private const string Off = "BirdGrid:Training:ShareFeatures=false";

    [Fact]
    public async Task A_session_learns_the_same_bits_whether_it_computes_features_or_reads_them()
    {
        await using var grid = await SweepGrid.StartAsync(Off);
        await grid.TrainAsync(SweepGrid.Spec(epochs: 1).Base);
        var alone = await grid.TrainAsync(Head());
        await grid.RestartAsync();
        var writes = await grid.TrainAsync(Head());
        var reads = await grid.TrainAsync(Head());

        Assert.Equal(3, new[] { alone, writes, reads }.Select(s => s.ModelVersion.Version).Distinct().Count());
        Assert.Equal(alone.ModelVersion.Weights.Sha256, writes.ModelVersion.Weights.Sha256);
        Assert.Equal(alone.ModelVersion.Weights.Sha256, reads.ModelVersion.Weights.Sha256);
        Assert.Equal(alone.Epochs.Select(e => e.ValidationLoss), reads.Epochs.Select(e => e.ValidationLoss));
        Assert.True(grid.FeatureBlocks > 0);
    }

    [Fact]
    public async Task Trials_of_a_sweep_write_each_block_once()
    {
        await using var grid = await SweepGrid.StartAsync(Off);
        await grid.TrainAsync(SweepGrid.Spec(epochs: 1).Base);
        await grid.RestartAsync();
        var spec = SweepGrid.Spec(epochs: 4, SweepGrid.Values("learningRate", "0.001", "0.003"), SweepGrid.Values("optimizer", "sgd", "adamw"));
        spec.Base = Head();
        var sweep = await grid.WaitForEndAsync((await grid.Client.Sweeps.StartAsync(spec)).Id);
        Assert.All(sweep.Trials, t => Assert.Equal(TrialState.Completed, t.State));

        // Two variants of the training photos, and the photos that are looked at: all of them fit into a block each.
        Assert.Equal(3, grid.FeatureBlocks);
    }

    private static TrainingSpec Head() => new()
    {
        Model = "birds",
        Dataset = SweepGrid.Dataset,
        Method = TrainingMethod.Transfer,
        ParentVersion = "birds@1",
        Augmentation = "light",
        ImageSize = 64,
        Seed = 5,
        Epochs = 6,
        BatchSize = 8,
        FeatureVariants = 2,
        LearningRate = 0.01,
    };
}
