using BirdGrid.Cli.Sweeps;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests.Cli.Sweeps;

public sealed class SweepSpecFileTests
{
    private const string Whole = """
        name: first-look
        model: birds
        dataset: birds-60@2
        method: transfer
        from: birds@3
        recipe: transfer
        augmentation: light
        validation: 0.2
        image_size: 160
        resize: 180
        epochs: 30
        variants: 2
        settings:
          batch_size: 32
          mix: {mixup_alpha: 0.2}
          label_smoothing: 1e-1
        search: asha
        trials: 12
        seed: 7
        parallel: 3
        metric: loss
        reduction_factor: 4
        min_epochs: 2
        parameters:
          learning_rate: {log_uniform: [1e-4, 0.1]}
          optimiser: [sgd, adamw]
          augmentation: [light, none]
          weight_decay: {uniform: [0, 0.1]}
          emaDecay: [0, 0.999]
          unfreezing: [null, {head_epochs: 1}]
        """;

    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        var spec = Parse(Whole);
        Assert.Equal(("first-look", "birds", "birds-60", 2), (spec.Name, spec.Base.Model, spec.Base.Dataset, spec.Base.DatasetVersion));
        Assert.Equal((TrainingMethod.Transfer, Initialization.Continued, "birds@3"), (spec.Base.Method, spec.Base.Initialization, spec.Base.ParentVersion));
        Assert.Equal(("transfer", "light", 0.2, 160, 180), (spec.Base.Recipe, spec.Base.Augmentation, spec.Base.ValidationFraction, spec.Base.ImageSize, spec.Base.ResizeSize));
        Assert.Equal(["epochs=30", "featureVariants=2", "batchSize=32", """mix={"mixupAlpha":0.2}""", "labelSmoothing=0.1"], spec.Base.Settings);
        Assert.Equal((SweepSearch.Asha, 12, 7UL, 3, SweepMetric.ValidationLoss, 4, 2), (spec.Search, spec.Trials, spec.Seed, spec.Parallel, spec.Metric, spec.ReductionFactor, spec.MinEpochs));
        Assert.Equal(["learningRate", "optimizer", "augmentation", "weightDecay", "emaDecay", "unfreezing"], spec.Parameters.Select(p => p.Name));
        Assert.Equal(new SweepRange { Low = 1e-4, High = 0.1, Logarithmic = true }, spec.Parameters[0].Range);
        Assert.Equal(new SweepRange { Low = 0, High = 0.1 }, spec.Parameters[3].Range);
        Assert.Equal(["null", """{"headEpochs":1}"""], spec.Parameters[5].Values.Select(v => v.Label));
    }

    [Fact]
    public void What_is_left_out_is_left_to_the_silo()
    {
        var spec = Parse("dataset: d\nparameters: {learning_rate: [0.1, 0.01]}\n");
        Assert.Equal(("d", "d", SweepSearch.Grid, 0, 0), (spec.Name, spec.Base.Model, spec.Search, spec.Trials, spec.ReductionFactor));
        Assert.Equal(TrainingMethod.Transfer, spec.Base.Method);
        Assert.Equal(["0.1", "0.01"], spec.Parameters[0].Values.Select(v => v.Label));
    }

    [Fact]
    public void A_policy_file_is_named_from_the_specifications_folder_and_sent_whole()
    {
        string folder = Directory.CreateTempSubdirectory("birdgrid-sweep-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "mine.json"), """{"name":"mine","flipProbability":0.5}""");
            var value = SweepSpecFile.Parse("s.yaml", "dataset: d\nparameters:\n  augmentation: [none, mine.json]\n", folder).Parameters[0].Values[1];
            Assert.Equal("mine", value.Label);
            Assert.Contains("\"flipProbability\": 0.5", value.Content, StringComparison.Ordinal);
            var missing = Assert.Throws<SweepSpecException>(() => SweepSpecFile.Parse("s.yaml", "dataset: d\nparameters:\n  augmentation: [none, other.json]\n", folder));
            Assert.StartsWith("s.yaml, line 3, column 24: ", missing.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("dataset: d\nserch: grid\nparameters: {learning_rate: [1]}", 2, 1, "did you mean \"search\"?")]
    [InlineData("dataset: d\nsearch: ashaa\ntrials: 3\nparameters: {learning_rate: [1]}", 2, 9, "did you mean \"asha\"?")]
    [InlineData("dataset: d\nsearch: random\ntrials: 300\nparameters: {learning_rate: [1]}", 3, 9, "from 1 to 256")]
    [InlineData("dataset: d\nsearch: random\ntrials: few\nparameters: {learning_rate: [1]}", 3, 9, "whole number")]
    [InlineData("dataset: d\nsearch: random\nparameters: {learning_rate: [1]}", 1, 1, "'trials' is missing")]
    [InlineData("dataset: d\ntrials: 3\nparameters: {learning_rate: [1]}", 2, 9, "every combination")]
    [InlineData("dataset: d\nmin_epochs: 3\nparameters: {learning_rate: [1]}", 2, 13, "only search: asha")]
    [InlineData("dataset: d\nseed: -1\nparameters: {learning_rate: [1]}", 2, 7, "whole number from 0")]
    [InlineData("dataset: d@x\nparameters: {learning_rate: [1]}", 1, 10, "NAME@3")]
    [InlineData("dataset: [d]\nparameters: {learning_rate: [1]}", 1, 10, "not a list")]
    [InlineData("model: m\nparameters: {learning_rate: [1]}", 1, 1, "'dataset' is missing")]
    [InlineData("dataset: d\nepochs: 0\nparameters: {learning_rate: [1]}", 2, 9, "between 1 and 10000")]
    [InlineData("dataset: d\nsettings: {batch_sice: 3}\nparameters: {learning_rate: [1]}", 2, 12, "did you mean \"batchSize\"?")]
    [InlineData("dataset: d", 1, 1, "'parameters' is missing")]
    [InlineData("dataset: d\nparameters:\n  learning_rat: [1]", 3, 3, "did you mean \"learningRate\"?")]
    [InlineData("dataset: d\nparameters:\n  backbon: [resnet9]", 3, 3, "did you mean \"backbone\"?")]
    [InlineData("dataset: d\nparameters:\n  learning_rate: 0.1", 3, 18, "a list of values, or a range")]
    [InlineData("dataset: d\nparameters:\n  learning_rate: []", 3, 18, "a list of values, or a range")]
    [InlineData("dataset: d\nparameters:\n  learning_rate: [0.1, 200]", 3, 24, "at most 100")]
    [InlineData("dataset: d\nparameters:\n  learning_rate: [0.1, fast]", 3, 24, "learningRate")]
    [InlineData("dataset: d\nparameters:\n  optimizer: [sgd, adm]", 3, 20, "optimizer")]
    [InlineData("dataset: d\nsearch: random\ntrials: 2\nparameters:\n  learning_rate: {log_uniform: [0.1, 0.01]}", 5, 33, "has to rise")]
    [InlineData("dataset: d\nsearch: random\ntrials: 2\nparameters:\n  weight_decay: {log_uniform: [0, 0.01]}", 5, 32, "above 0")]
    [InlineData("dataset: d\nsearch: random\ntrials: 2\nparameters:\n  learning_rate: {normal: [0, 1]}", 5, 18, "log_uniform")]
    [InlineData("dataset: d\ndataset: e\nparameters: {learning_rate: [1]}", 2, 1, "no YAML")]
    [InlineData("dataset: {d\n", 2, 1, "no YAML")]
    [InlineData("- dataset", 1, 1, "no sweep")]
    [InlineData("", 1, 1, "no sweep")]
    [InlineData("dataset: d\n---\ndataset: e", 2, 1, "second document")]
    public void What_is_wrong_is_named_with_its_line_and_column(string yaml, int line, int column, string named)
    {
        var wrong = Assert.Throws<SweepSpecException>(() => Parse(yaml));
        Assert.StartsWith($"spec.yaml, line {line}, column {column}: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
    }

    private static SweepSpec Parse(string yaml) => SweepSpecFile.Parse("spec.yaml", yaml, ".");
}
