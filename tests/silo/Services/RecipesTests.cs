extern alias client;

using System.Text.Json.Nodes;
using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.Silo.Tests.Support;
using BirdGrid.Vision.SyntheticBirds;
using client::BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Recipes and learning-rate searches through a whole silo.</summary>
public sealed class RecipesTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string EverythingOn = """
        {
          "base": "Scratch",
          "description": "Everything at once, on tiny pictures.",
          "augmentation": "light",
          "options": {
            "epochs": 2, "batchSize": 8, "learningRate": 0.01, "warmupEpochs": 0, "gradientClipNorm": 1, "seed": 7,
            "layerDecay": 0.9, "emaDecay": 0.9, "microBatchSize": 4,
            "unfreezing": { "headEpochs": 1, "thawEpochs": 0 },
            "mix": { "mixupAlpha": 0.2, "cutMixAlpha": 1 },
            "erasing": {},
            "classBalance": { "mode": "Sampling" },
            "resizing": { "startScale": 0.5, "growthShare": 0.5 },
            "testTime": { "flip": true, "scales": 2 }
          }
        }
        """;

    [Fact]
    public async Task A_recipe_with_everything_on_is_trained_and_recorded()
    {
        await ImportAsync("recipes");
        var spec = Spec("recipes");
        spec.RecipeJson = EverythingOn;
        spec.Settings.Add("mix.probability=0.5");
        var session = await silo.Client.Training.StartAsync(spec);
        Assert.Equal((TrainingMethod.FineTune, Initialization.Scratch, "light", 7UL, 2), (session.Spec.Method, session.Spec.Initialization, session.Spec.Augmentation, session.Spec.Seed, session.Spec.Epochs));
        var options = JsonNode.Parse(session.Spec.OptionsJson)!;
        Assert.Equal((0.5, 0.2, 0.9), ((double)options["mix"]!["probability"]!, (double)options["mix"]!["mixupAlpha"]!, (double)options["emaDecay"]!));

        await foreach (var now in silo.Client.Training.WatchAsync(session.Id))
        {
            session = now;
        }

        Assert.True(session.State == TrainingState.Completed, session.Message);
        var evaluation = session.ModelVersion.Evaluation;
        Assert.Equal(4, evaluation.TestTime.Views);
        Assert.InRange(evaluation.TestTime.Top1, 0, 1);
        Assert.InRange(evaluation.TestTime.Loss, 0, 10);
        Assert.Equal(session.Spec.OptionsJson, session.ModelVersion.Lineage.OptionsJson);
    }

    [Fact]
    public async Task A_learning_rate_is_searched_step_by_step_and_nothing_is_kept()
    {
        await ImportAsync("searched");
        var spec = Spec("searched");
        spec.Recipe = "scratch";
        spec.BatchSize = 8;
        var points = new List<LearningRatePoint>();
        var last = new LearningRateSearch();
        await foreach (var search in silo.Client.Training.FindLearningRateAsync(new FindLearningRateRequest { Spec = spec, Lowest = 1e-4, Highest = 0.1, Steps = 12 }))
        {
            points.AddRange(search.Points);
            last = search;
        }

        Assert.True(last.Done);
        Assert.Equal(last.Diverged ? points.Count : 12, points.Count);
        Assert.Equal(1e-4, points[0].Rate, 1e-12);
        Assert.Equal(points.OrderBy(point => point.Rate), points);
        Assert.All(points, point => Assert.True(double.IsFinite(point.Loss) && point.Loss > 0));
        await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Models.GetHistoryAsync("searched"));
    }

    [Fact]
    public async Task The_status_names_the_recipes() => Assert.Contains("finetune-strong", (await silo.Client.GetStatusAsync()).Recipes);

    [Fact]
    public Task An_unknown_recipe_is_refused_and_the_known_ones_are_named() =>
        Refused("bad-recipe", "finetune-strong", spec => spec.Recipe = "magic");

    [Fact]
    public Task An_unknown_key_of_a_recipe_is_named() =>
        Refused("bad-recipe", "mix.alpha", spec => spec.RecipeJson = """{"base":"FineTune","options":{"mix":{"alpha":1}}}""");

    [Fact]
    public Task A_setting_that_is_none_is_named() => Refused("bad-recipe", "emaDecy", spec => spec.Settings.Add("emaDecy=0.9"));

    [Fact]
    public Task A_value_out_of_range_is_named_with_its_group() =>
        Refused("bad-training-option", "Erasing.Probability", spec =>
        {
            spec.Recipe = "finetune";
            spec.Settings.Add("erasing.probability=3");
        });

    [Fact]
    public Task A_method_that_is_not_the_recipes_is_refused() =>
        Refused("method-not-of-recipe", "finetune-strong", spec =>
        {
            spec.Recipe = "finetune-strong";
            spec.Method = TrainingMethod.Transfer;
        });

    [Fact]
    public async Task A_range_that_is_none_is_refused()
    {
        var request = new FindLearningRateRequest { Spec = Spec("nothing"), Lowest = 1, Highest = 0.1 };
        var error = await Assert.ThrowsAsync<BirdGridException>(async () => await DrainAsync(silo.Client.Training.FindLearningRateAsync(request)));
        Assert.Equal((StatusCode.InvalidArgument, "bad-learning-rate-range"), (error.Status, error.Reason));
    }

    [Fact]
    public async Task A_search_on_photos_that_are_not_there_is_not_found()
    {
        var request = new FindLearningRateRequest { Spec = Spec("nothing") };
        var error = await Assert.ThrowsAsync<BirdGridException>(async () => await DrainAsync(silo.Client.Training.FindLearningRateAsync(request)));
        Assert.Equal((StatusCode.NotFound, "unknown-dataset"), (error.Status, error.Reason));
    }

    private static TrainingSpec Spec(string dataset) => new() { Dataset = dataset, Model = dataset, Backbone = "resnet9" };

    private static async Task DrainAsync(IAsyncEnumerable<LearningRateSearch> searches)
    {
        await foreach (var search in searches)
        {
            Assert.False(search.Done);
        }
    }

    private async Task ImportAsync(string dataset)
    {
        string folder = Path.Combine(silo.DataDirectory, $"{dataset}-photos");
        BirdDatasetWriter.Write(folder, seed: 3, speciesCount: 2, photosPerSpecies: 14, side: 96);
        foreach (string photo in Directory.EnumerateFiles(Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).First()).Order(StringComparer.Ordinal).Take(6))
        {
            File.Delete(photo);
        }

        await silo.Client.Datasets.ImportAsync(new ImportHeader { Dataset = dataset, SplitSeed = 1, ValidationFraction = 0.25, RenditionSize = 80 }, PhotoFolder.Read(folder));
    }

    private async Task Refused(string reason, string named, Action<TrainingSpec> change)
    {
        var spec = Spec("d");
        change(spec);
        var error = await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Training.StartAsync(spec));
        Assert.Equal((StatusCode.InvalidArgument, reason), (error.Status, error.Reason));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
