using System.Text.Json;
using BirdGrid.Cli;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client.Datasets;
using BirdGrid.Client.Tests.Datasets;
using BirdGrid.Client.Tests.Support;
using BirdGrid.V1;
using Spectre.Console.Testing;

namespace BirdGrid.Client.Tests.Cli.Commands;

/// <summary>What an import tells people and programs.</summary>
[Collection(ProcessWide.Name)]
public sealed class DatasetImportCommandTests : IDisposable
{
    private readonly PhotoTree tree = new PhotoTree().With("wren/1.jpg", "robin/1.jpg", "owl/1.HEIC", "owl/2.HEIC", "wren/@eaDir/1.jpg", "robin/train/2.jpg").WithLink("wren/passwd.jpg", "/etc/passwd");

    public void Dispose() => tree.Dispose();

    [Fact]
    public async Task Programs_read_what_was_skipped_by_kind()
    {
        await using var grid = await FakeGrid.StartAsync();
        var run = await CommandRun.OfAsync("dataset", "import", tree.Root, "--name", "birds", "--json", "--server", grid.Url);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("birds", root.GetProperty("dataset").GetString());
        Assert.Equal(["heic", "outsideLink", "systemEntry"], root.GetProperty("skipped").EnumerateArray().Select(g => g.GetProperty("kind").GetString()));
        var heic = root.GetProperty("skipped")[0];
        Assert.Equal(2, heic.GetProperty("count").GetInt32());
        Assert.Equal("owl", heic.GetProperty("folders")[0].GetString());
        Assert.Equal("owl/2.HEIC", heic.GetProperty("files")[1].GetProperty("path").GetString());
        Assert.Equal(4, root.GetProperty("skippedCount").GetInt32());
        Assert.Equal(["owl"], root.GetProperty("audit").GetProperty("vanishedClasses").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(2, root.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void People_read_a_line_for_each_kind()
    {
        using var console = new TestConsole().Width(300);
        ImportView.Write(console, PhotoFolder.List(tree.Root));
        Assert.Equal(
            [
                "Splits are read from the topmost folders only: 'robin/train' counts as class 'robin' without a split (1 such folder). Move the split above the classes.",
                "Skipped 2 HEIC photos in owl/ (owl/1.HEIC, owl/2.HEIC): convert them to JPEG first, e.g. `mogrify -format jpg *.HEIC`",
                "Skipped 1 link that leaves the folder in wren/ (wren/passwd.jpg): copy what they name into the folder, or add --allow-outside",
                "Skipped 1 entry of a system or program (@eaDir)",
            ],
            console.Lines);
    }

    [Fact]
    public void A_dataset_that_exists_is_pointed_out()
    {
        using var console = new TestConsole().Width(300);
        ImportView.WriteNextVersion(console, new DatasetVersion { Dataset = "known", Version = 1 });
        Assert.StartsWith("Dataset known exists: these photos become version 2 of it.", Assert.Single(console.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_s_name_is_that_of_the_dataset()
    {
        await using var grid = await FakeGrid.StartAsync();
        string known = Path.Combine(tree.Base, "Known");
        Directory.Move(tree.Root, known);
        var run = await CommandRun.OfAsync("dataset", "import", known, "--json", "--server", grid.Url);
        Assert.Equal(("known", 2), (JsonDocument.Parse(run.Output).RootElement.GetProperty("dataset").GetString(), JsonDocument.Parse(run.Output).RootElement.GetProperty("version").GetInt32()));
    }
}
