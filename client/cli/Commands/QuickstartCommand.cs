using System.CommandLine;
using BirdGrid.Cli.Quickstart;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid quickstart</c>: the whole story in one command.</summary>
internal static class QuickstartCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string?>("FOLDER") { Description = "Your photos, a folder per class; without it BirdGrid draws a set of birds.", Arity = ArgumentArity.ZeroOrOne };
        var data = CommonOptions.Value<string>("--data", "Folder of the silo that quickstart starts (default ./birdgrid-data).", "FOLDER");
        var seed = new Option<ulong>("--seed") { Description = "Where all randomness comes from (default 1).", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("quickstart", "Start a silo, train a model, show its history and recognise a photo.") { folder, data, seed };
        command.SetAction((parsed, cancellationToken) => new QuickstartTour(
            parsed.GetValue(folder),
            parsed.GetValue(data) ?? "birdgrid-data",
            parsed.GetValue(seed),
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json)).RunAsync(cancellationToken));
        return command;
    }
}
