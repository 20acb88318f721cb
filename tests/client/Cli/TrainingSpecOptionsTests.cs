using System.CommandLine;
using BirdGrid.Cli.Commands;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests.Cli;

public sealed class TrainingSpecOptionsTests
{
    [Fact]
    public void A_recipe_brings_its_own_method()
    {
        var spec = Read("--dataset d --recipe finetune-strong --set mix.mixupAlpha=0.3 --set erasing=null");
        Assert.Equal(("finetune-strong", TrainingMethod.Unspecified), (spec.Recipe, spec.Method));
        Assert.Equal(["mix.mixupAlpha=0.3", "erasing=null"], spec.Settings);
    }

    [Fact]
    public void Without_a_recipe_the_head_is_trained()
    {
        var spec = Read("--dataset d");
        Assert.Equal((string.Empty, TrainingMethod.Transfer), (spec.Recipe, spec.Method));
        Assert.Empty(spec.Settings);
    }

    [Theory]
    [InlineData(".json")]
    [InlineData("")]
    public void A_recipe_file_is_sent_whole(string extension)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}{extension}");
        try
        {
            File.WriteAllText(file, """{"base":"Transfer"}""");
            var spec = Read($"--dataset d --recipe {file}");
            Assert.Equal(("""{"base":"Transfer"}""", string.Empty), (spec.RecipeJson, spec.Recipe));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static TrainingSpec Read(string line)
    {
        var options = new TrainingSpecOptions();
        var command = new RootCommand();
        options.AddTo(command);
        return options.Read(command.Parse(line));
    }
}
