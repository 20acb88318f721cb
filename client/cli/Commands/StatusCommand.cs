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
                table.AddRow(silo.Name.ToMarkup(), silo.Address, silo.Role, silo.Status);
            }

            Terminal.Out.WriteVisible($"BirdGrid [bold]{status.Version}[/] at {client.Address}");
            Terminal.Out.Write(table);
            foreach (string problem in status.Problems)
            {
                Terminal.Out.WriteVisible($"[yellow]{problem}[/]");
            }

            Terminal.Out.WriteVisible($"Backbones: {string.Join(", ", status.Backbones)}");
            Terminal.Out.WriteVisible($"Augmentation policies: {string.Join(", ", status.Augmentations)}");
            Terminal.Out.WriteVisible($"Training recipes: {string.Join(", ", status.Recipes)}");
            return ExitCodes.Success;
        });
        return command;
    }
}
