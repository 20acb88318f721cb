using System.CommandLine;
using System.Security.Cryptography;
using BirdGrid.Cli.Commands;
using BirdGrid.Cli.Rendering;
using BirdGrid.Cli.Sweeps;
using BirdGrid.Cli.Telemetry;
using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using Grpc.Core;

namespace BirdGrid.Cli;

/// <summary>The command line: its commands, and what becomes of errors.</summary>
internal static class BirdGridProgram
{
    /// <summary>Time that Ctrl-C leaves a command: a silo that is served finishes what it has begun.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A file whose name begins with an @ is a file, not a list of arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = CreateRoot();
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, Parsing);
        if (parsed.Errors.Count > 0)
        {
            if (parsed.CommandResult.Command is { Action: null } && parsed.UnmatchedTokens.Count == 0)
            {
                await root.Parse([.. args, "--help"], Parsing).InvokeAsync(new InvocationConfiguration { Output = Console.Error });
                return ExitCodes.Usage;
            }

            foreach (var error in parsed.Errors)
            {
                Terminal.WriteError(error.Message);
            }

            Terminal.WriteError("`birdgrid --help`, or --help after a command, shows what can be typed.");
            return ExitCodes.Usage;
        }

        using var tracing = ClientTracing.Start();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopTimeout });
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            Terminal.WriteError(explained.Sentence);
            return explained.ExitCode;
        }
    }

    /// <summary>The command line's commands and options.</summary>
    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand(
            """
            BirdGrid: train, version and serve image classifiers from folders of labelled photos.

            Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found or refused, 4 no silo reachable, 130 interrupted.
            """)
        {
            ServeCommand.Create(),
            QuickstartCommand.Create(),
            DatasetCommand.Create(),
            TrainCommand.Create(),
            SweepCommand.Create(),
            ModelsCommand.Create(),
            AugmentCommand.Create(),
            ClassifyCommand.Create(),
            ServingCommand.Create(),
            BenchCommand.Create(),
            StatusCommand.Create(),
            TopCommand.Create(),
            BackbonesCommand.Create(),
            WeightsCommand.Create(),
            KeysCommand.Create(),
            AuditCommand.Create(),
        };
        root.Options.Add(CommonOptions.Server);
        root.Options.Add(CommonOptions.Json);
        root.Options.Add(CommonOptions.KeyFile);
        root.Options.Add(CommonOptions.CaCertificate);
        root.Options.Add(CommonOptions.Certificate);
        root.Options.Add(CommonOptions.CertificateKey);

        TypedNumbers.UseFor(root);
        return root;
    }

    private static (string Sentence, int ExitCode)? Explain(Exception failure) => failure switch
    {
        BirdGridException { IsUnreachable: true } unreachable => (unreachable.Message, ExitCodes.Unreachable),
        BirdGridException { Status: StatusCode.NotFound or StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.Unauthenticated or StatusCode.PermissionDenied } refused => (refused.Message, ExitCodes.Refused),
        BirdGridException failed => (failed.Message, ExitCodes.Failure),
        PhotoFolderException folder => (folder.Message, ExitCodes.Refused),
        SweepSpecException spec => (spec.Message, ExitCodes.Refused),
        AugmentationPolicyException policy => (policy.Message, ExitCodes.Refused),
        CommandException command => (command.Message, command.ExitCode),
        UnknownBackboneException or WeightsFormatException => (failure.Message, ExitCodes.Refused),
        WeightsUnavailableException or DeviceUnavailableException => (failure.Message, ExitCodes.Failure),
        CryptographicException certificate => ($"A certificate cannot be used: {certificate.Message}", ExitCodes.Usage),
        UriFormatException address => (address.Message, ExitCodes.Usage),
        IOException or UnauthorizedAccessException => (failure.Message, ExitCodes.Failure),
        _ => null,
    };
}
