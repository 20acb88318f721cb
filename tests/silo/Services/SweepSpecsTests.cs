extern alias client;

using BirdGrid.Client;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Sweeps that are refused.</summary>
public sealed class SweepSpecsTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    public static TheoryData<string, string, Action<SweepSpec>> Wrong => new()
    {
        { "base-missing", "base", spec => spec.Base = null },
        { "bad-name", "base.model", spec => spec.Base.Model = "No Name" },
        { "bad-name", "U+001B (escape) at position 2", spec => spec.Name = "a\u001b[2J" },
        { "bad-name", "base.dataset", spec => spec.Base.Dataset = string.Empty },
        { "unknown-search", "search", spec => spec.Search = SweepSearch.Unspecified },
        { "unknown-metric", "metric", spec => spec.Metric = (SweepMetric)9 },
        { "parallel-out-of-range", "parallel", spec => spec.Parallel = -1 },
        { "parameters-out-of-range", "parameters", spec => spec.Parameters.Clear() },
        { "parameter-twice", "'learningRate'", spec => spec.Parameters.Add(SweepGrid.Values("learningrate", "1")) },
        { "parameter-unnamed", "parameters", spec => spec.Parameters.Add(SweepGrid.Values(string.Empty, "1")) },
        { "parameter-fixed", "parameters.epochs", spec => spec.Parameters.Add(SweepGrid.Values("epochs", "1")) },
        { "parameter-without-values", "parameters.momentum", spec => spec.Parameters.Add(SweepGrid.Values("momentum")) },
        { "parameter-without-values", "parameters.learningRate", spec => spec.Parameters[0].Range = new SweepRange { Low = 1, High = 2 } },
        { "range-in-grid", "parameters.momentum", spec => spec.Parameters.Add(new SweepParameter { Name = "momentum", Range = new SweepRange { Low = 0, High = 0.5 } }) },
        { "range-out-of-order", "parameters.momentum", spec => Random(spec).Parameters.Add(new SweepParameter { Name = "momentum", Range = new SweepRange { Low = 0, High = 0.5, Logarithmic = true } }) },
        { "range-out-of-order", "parameters.momentum", spec => Random(spec).Parameters.Add(new SweepParameter { Name = "momentum", Range = new SweepRange { Low = double.NaN, High = 0.5 } }) },
        { "trials-in-grid", "trials", spec => spec.Trials = 3 },
        { "trials-out-of-range", "trials", spec => Random(spec).Trials = 257 },
        { "grid-too-large", "parameters", spec => spec.Parameters.Add(SweepGrid.Values("momentum", [.. Enumerable.Range(1, 300).Select(i => $"0.{i:000}")])) },
        { "epochs-out-of-range", "epochs", spec => (Random(spec).Trials, spec.Base.Epochs) = (200, 2001) },
        { "sweep-too-large", "parameters", spec => (Random(spec).Trials, spec.Base.AugmentationJson) = (256, $"{{\"name\":\"long\",\"description\":\"{new string('x', 20_000)}\"}}") },
        { "halving-without-asha", "min_epochs", spec => spec.MinEpochs = 1 },
        { "reduction-factor-out-of-range", "reduction_factor", spec => (Random(spec).Search, spec.ReductionFactor) = (SweepSearch.Asha, 1) },
        { "min-epochs-out-of-range", "min_epochs", spec => (Random(spec).Search, spec.MinEpochs) = (SweepSearch.Asha, 3) },
        { "bad-training-option", "Trial 2 (learningRate=200): LearningRate", spec => spec.Parameters[0] = SweepGrid.Values("learningRate", "0.1", "200") },
        { "bad-recipe", "Trial 1 (learningRate=0.1, emaDecy=0.9): emaDecy is no training option (did you mean \"emaDecay\"?)", spec => spec.Parameters.Add(SweepGrid.Values("emaDecy", "0.9")) },
        { "unknown-backbone", "resnet10", spec => spec.Parameters.Add(SweepGrid.Values("backbone", "resnet10")) },
        { "bad-training-spec", "nonesuch", spec => spec.Parameters.Add(SweepGrid.Values("augmentation", "nonesuch")) },
        { "epochs-differ", "epochs", spec =>
            {
                spec.Base.ClearEpochs();
                spec.Base.Method = TrainingMethod.Unspecified;
                spec.Base.Initialization = Initialization.Unspecified;
                spec.Parameters.Add(SweepGrid.Values("recipe", "finetune", "transfer"));
            }
        },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_field_is_named(string reason, string named, Action<SweepSpec> change)
    {
        var spec = SweepGrid.Spec(epochs: 3, SweepGrid.Values("learningRate", "0.1"));
        change(spec);
        var error = await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Sweeps.StartAsync(spec));
        Assert.Equal((StatusCode.InvalidArgument, reason), (error.Status, error.Reason));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var spec = SweepGrid.Spec(epochs: 3, SweepGrid.Values("learningRate", "0.1"));
        spec.Base.Dataset = "nothing";
        Assert.Equal("unknown-dataset", (await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Sweeps.StartAsync(spec))).Reason);
        Assert.Equal("unknown-sweep", (await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Sweeps.GetAsync("sw-0"))).Reason);
        Assert.Equal("unknown-sweep", (await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Sweeps.CancelAsync("sw-0", "why"))).Reason);
    }

    private static SweepSpec Random(SweepSpec spec)
    {
        (spec.Search, spec.Trials) = (SweepSearch.Random, 4);
        return spec;
    }
}
