using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Silo.Security.Audit;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid audit</c>: who changed what; verify.</summary>
internal static class AuditCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "Most entries (default 50).", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new Command("audit", "Show who changed what on a silo, and who was refused; newest first.") { limit, Verify() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var entries = await client.Security.ListAuditAsync(Math.Max(1, parsed.GetValue(limit)), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(entries);
                return ExitCodes.Success;
            }

            SecurityView.WriteAudit(entries);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Verify()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Files of a silo's audit folder, in any order.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("verify", "Check that no line of an audit log was changed, removed or inserted.") { files };
        command.SetAction(parsed =>
        {
            var result = AuditVerification.Of(AuditChain.ReadForwards(parsed.GetValue(files)!.Select(f => f.FullName)));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.WriteObject(result);
            }
            else if (result.Fault is null)
            {
                Terminal.WriteLine($"{result.Lines} lines follow from one another, from {result.FirstPrevious[..16]} to {result.LastHash}.");
            }

            if (result.Fault is { } fault)
            {
                Terminal.WriteError($"The log is not whole: {fault}.");
                return ExitCodes.Refused;
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
