using System.CommandLine;
using BirdGrid.Cli.Rendering;
using Spectre.Console;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid status</c>: silos, roles, what can be trained.</summary>
internal static class StatusCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("status", "Show the silos, the backbones, the augmentation policies and the training recipes.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var status = await client.GetStatusAsync(cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(status);
                return ExitCodes.Success;
            }

            var table = Tables.New("Silo", "Address", "Role", "Status");
            foreach (var silo in status.Silos)
            {
                table.AddRow(silo.Name.EscapeMarkup(), silo.Address, silo.Role, silo.Status);
            }

            Terminal.Out.MarkupLineInterpolated($"BirdGrid [bold]{status.Version}[/] at {client.Address}");
            Terminal.Out.Write(table);
            foreach (string problem in status.Problems)
            {
                Terminal.Out.MarkupLineInterpolated($"[yellow]{problem}[/]");
            }

            Terminal.Out.MarkupLineInterpolated($"Backbones: {string.Join(", ", status.Backbones)}");
            Terminal.Out.MarkupLineInterpolated($"Augmentation policies: {string.Join(", ", status.Augmentations)}");
            Terminal.Out.MarkupLineInterpolated($"Training recipes: {string.Join(", ", status.Recipes)}");
            return ExitCodes.Success;
        });
        return command;
    }
}
