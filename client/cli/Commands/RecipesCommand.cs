using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Vision.Training;
using Spectre.Console;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid train recipes</c>: what recipes there are, and one of them as a file to change.</summary>
internal static class RecipesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "Recipe to write as JSON, to be changed and given to --recipe.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("recipes", "Show the training recipes, or one of them as a file.") { name };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is { } wanted)
            {
                Terminal.WriteLine(Named(wanted).ToJson());
                return ExitCodes.Success;
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                Terminal.WriteLine($"[{string.Join(",", TrainingRecipes.All.Select(recipe => recipe.ToJson()))}]");
                return ExitCodes.Success;
            }

            var table = Tables.New("Recipe", "What for");
            foreach (var recipe in TrainingRecipes.All)
            {
                table.AddRow($"[bold]{recipe.Name!.ToMarkup()}[/]", recipe.Description!.ToMarkup());
            }

            Terminal.Out.Write(table);
            return ExitCodes.Success;
        });
        return command;
    }

    private static TrainingRecipe Named(string name)
    {
        try
        {
            return TrainingRecipes.Named(name);
        }
        catch (TrainingRecipeException unknown)
        {
            throw new CommandException(ExitCodes.Usage, unknown.Message);
        }
    }
}
