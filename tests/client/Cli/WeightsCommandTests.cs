using System.Text.Json;
using BirdGrid.Cli;
using BirdGrid.Client.Tests.Support;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Client.Tests.Cli;

[Collection(ProcessWide.Name)]
public sealed class WeightsCommandTests : IDisposable
{
    private readonly WeightsEnvironment environment = new();

    public void Dispose() => environment.Dispose();

    [Fact]
    public async Task List_shows_a_file_for_each_backbone_and_where_it_is()
    {
        string own = Path.Combine(environment.Root, "own");
        Touch(Path.Combine(own, "resnet18_imagenet1k.pth"));
        Touch(Path.Combine(environment.CacheDirectory, "resnet50-11ad3fa6.pth"));
        environment.Set("BirdGrid__Weights__Directory", own);
        var rows = await JsonAsync("weights", "list", "--json");
        Assert.Equal(BackboneRegistry.Configs.Where(config => config.Weights.Count > 0).Select(config => config.Name), rows.EnumerateArray().Select(row => row.GetProperty("backbone").GetString()));
        Assert.Equal(("own", "resnet18_imagenet1k.pth", null), Place(rows, "resnet18"));
        Assert.Equal(("cache", "resnet50-11ad3fa6.pth", "IMAGENET1K_V2"), Place(rows, "resnet50"));
        Assert.Equal((null, "convnext_tiny-983f1562.pth", "IMAGENET1K_V1"), Place(rows, "convnext_tiny"));
    }

    [Fact]
    public async Task List_can_show_all_that_torchvision_has_published()
    {
        var rows = await JsonAsync("weights", "list", "--all", "--json");
        Assert.Equal(
            BackboneRegistry.Configs.SelectMany(config => config.Weights).Select(weights => weights.FileName),
            rows.EnumerateArray().Select(row => row.GetProperty("file").GetString()));
        Assert.Equal(ExitCodes.Success, (await CommandRun.OfAsync("weights", "list", "--all")).ExitCode);
    }

    [Fact]
    public async Task Pull_takes_what_is_whole_in_the_cache_and_refuses_what_a_mirror_sends_instead()
    {
        await using var mirror = LoopbackServer.Answering("200 OK", [1, 2, 3]);
        environment.Set("BirdGrid__Weights__Mirror", mirror.Address.AbsoluteUri);
        var run = await CommandRun.OfAsync("weights", "pull", "resnet18");
        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("f37072fd", run.Error, StringComparison.Ordinal);
        Assert.Equal("GET /models/resnet18-f37072fd.pth HTTP/1.1", Assert.Single(mirror.Requests).Line);
        Assert.Empty(Directory.GetFiles(environment.CacheDirectory));
    }

    [Fact]
    public async Task Pull_by_file_name_asks_for_that_file()
    {
        await using var mirror = LoopbackServer.Answering("404 Not Found", []);
        environment.Set("BirdGrid__Weights__Mirror", mirror.Address.AbsoluteUri);
        Assert.Equal(ExitCodes.Failure, (await CommandRun.OfAsync("weights", "pull", "resnet50-11ad3fa6.pth", "--json")).ExitCode);
        Assert.Equal("GET /models/resnet50-11ad3fa6.pth HTTP/1.1", Assert.Single(mirror.Requests).Line);
    }

    [Theory]
    [InlineData("resnet51", "birdgrid weights list --all")]
    [InlineData("resnet9", "from scratch")]
    public async Task Pull_of_what_there_is_not_is_refused(string name, string said)
    {
        var run = await CommandRun.OfAsync("weights", "pull", name);
        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_fetches_nothing_and_says_what_to_do()
    {
        await using var mirror = LoopbackServer.Answering("200 OK", []);
        environment.Set("BirdGrid__Weights__Mirror", mirror.Address.AbsoluteUri);
        environment.Set("BirdGrid__Weights__Offline", "true");
        var run = await CommandRun.OfAsync("weights", "pull", "resnet18");
        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("BirdGrid:Weights:Offline", run.Error, StringComparison.Ordinal);
        Assert.Contains("birdgrid weights import", run.Error, StringComparison.Ordinal);
        Assert.Empty(mirror.Requests);
    }

    [Theory]
    [InlineData("BirdGrid__Weights__Mirror", "somewhere")]
    [InlineData("BirdGrid__Weights__Offline", "perhaps")]
    public async Task Settings_that_cannot_be_meant_are_wrong_usage(string variable, string value)
    {
        environment.Set(variable, value);
        var run = await CommandRun.OfAsync("weights", "list");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(value, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_copies_a_file_that_fits_and_training_finds_it()
    {
        string path = Path.Combine(environment.Root, "mine.safetensors");
        Save(path, "resnet9");
        var run = await CommandRun.OfAsync("weights", "import", path);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("resnet9", run.Output, StringComparison.Ordinal);
        var row = Assert.Single((await JsonAsync("weights", "list", "--json")).EnumerateArray(), row => row.GetProperty("backbone").GetString() == "resnet9");
        Assert.Equal(Path.Combine(environment.CacheDirectory, "resnet9_imagenet1k.safetensors"), row.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Import_says_where_another_file_comes_first()
    {
        string own = Path.Combine(environment.Root, "own");
        Touch(Path.Combine(own, "resnet9_imagenet1k.pth"));
        environment.Set("BirdGrid__Weights__Directory", own);
        string path = Path.Combine(environment.Root, "mine.safetensors");
        Save(path, "resnet9");
        Assert.Contains(own, (await CommandRun.OfAsync("weights", "import", path, "--name", "resnet9")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet18", "missing: conv1.weight")]
    [InlineData("resnet51", "resnet51")]
    public async Task Import_refuses_what_does_not_fit(string backbone, string said)
    {
        string path = Path.Combine(environment.Root, "mine.safetensors");
        Save(path, "resnet9");
        var run = await CommandRun.OfAsync("weights", "import", path, "--name", backbone);
        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(environment.CacheDirectory));
    }

    [Fact]
    public async Task Import_refuses_what_is_no_weights_file_or_not_there()
    {
        string path = Path.Combine(environment.Root, "notes.pth");
        await File.WriteAllTextAsync(path, "no weights", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Refused, (await CommandRun.OfAsync("weights", "import", path)).ExitCode);
        Assert.Equal(ExitCodes.Refused, (await CommandRun.OfAsync("weights", "import", path + "x")).ExitCode);
    }

    private static async Task<JsonElement> JsonAsync(params string[] args)
    {
        var run = await CommandRun.OfAsync(args);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static (string? Here, string? File, string? Recipe) Place(JsonElement rows, string backbone)
    {
        var row = rows.EnumerateArray().Single(row => row.GetProperty("backbone").GetString() == backbone);
        return (row.GetProperty("here").GetString(), row.GetProperty("file").GetString(), row.GetProperty("recipe").GetString());
    }

    private static void Save(string path, string backboneName)
    {
        using var backbone = BackboneRegistry.Create(backboneName, classCount: 3, seed: 1);
        SafetensorsFile.Write(ModuleWeights.Capture(backbone), path);
    }

    private static void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [1]);
    }
}
