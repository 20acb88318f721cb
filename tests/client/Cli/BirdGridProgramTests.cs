using BirdGrid.Cli;
using BirdGrid.Cli.Commands;

namespace BirdGrid.Client.Tests.Cli;

public sealed class BirdGridProgramTests
{
    [Fact]
    public async Task A_silo_that_does_not_answer_has_an_exit_code_of_its_own() =>
        Assert.Equal(ExitCodes.Unreachable, await BirdGridProgram.RunAsync(["status", "--server", "http://127.0.0.1:1"]));

    [Theory]
    [InlineData("fly")]
    [InlineData("classify")]
    [InlineData("train --epochs many")]
    [InlineData("train")]
    [InlineData("train --dataset d --method guess")]
    [InlineData("train recipes magic")]
    [InlineData("train find-lr")]
    [InlineData("train find-lr --dataset d --plot curve.gif")]
    public async Task Wrong_usage_is_told_apart(string line) =>
        Assert.Equal(ExitCodes.Usage, await BirdGridProgram.RunAsync(line.Split(' ')));

    [Theory]
    [InlineData("train recipes")]
    [InlineData("train recipes --json")]
    [InlineData("train recipes finetune-strong")]
    public async Task Recipes_are_shown_without_a_silo(string line) =>
        Assert.Equal(ExitCodes.Success, await BirdGridProgram.RunAsync(line.Split(' ')));

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused() =>
        Assert.Equal(ExitCodes.Refused, await BirdGridProgram.RunAsync(["dataset", "import", "/nowhere/at/all", "--name", "d"]));

    [Theory]
    [InlineData("/photos/My Birds/", "my-birds")]
    [InlineData("/photos/2024_garden", "2024_garden")]
    [InlineData("/photos/photos.2023", "photos.2023")]
    [InlineData("/photos/photos.2024", "photos.2024")]
    [InlineData("/photos/2024.05.01/", "2024.05.01")]
    [InlineData("/photos/garden.csv", "garden")]
    [InlineData("/photos/garden.old.TSV", "garden.old")]
    [InlineData("/photos/\u9ce5", "\u9ce5")]
    [InlineData("/photos/Gru\u0308nfinken", "gr\u00fcnfinken")]
    public void Names_after_folders_are_valid(string folder, string name) => Assert.Equal(name, Names.FromPath(folder));

    [Theory]
    [InlineData("/photos/---")]
    [InlineData("/photos/\ud83d\udc26")]
    [InlineData("/")]
    public void A_folder_without_a_nameable_name_asks_for_one(string folder)
    {
        var refused = Assert.Throws<CommandException>(() => Names.FromPath(folder));
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("--name", refused.Message, StringComparison.Ordinal);
    }
}
