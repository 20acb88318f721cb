using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary>The commands of <c>birdgrid models</c> that are about model files: export and quantize.</summary>
internal static class ModelFileCommands
{
    private const string Fp32 = "fp32";
    private const string Int8 = "int8";

    /// <summary><c>birdgrid models export</c>.</summary>
    public static Command Export()
    {
        var reference = new Argument<string>("MODEL") { Description = "MODEL, MODEL@3 or MODEL@champion." };
        var output = new Option<string>("--output") { Description = "The file to write, replaced once the model has come whole.", HelpName = "FILE", Required = true };
        var precision = new Option<string>("--precision") { Description = $"Numbers it computes in: {Fp32} (default), or {Int8} where the version was quantized.", HelpName = "NAME", DefaultValueFactory = _ => Fp32 };
        precision.AcceptOnlyFromAmong(Fp32, Int8);
        var command = new Command("export", "Write a version as an ONNX model file.") { reference, output, precision };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            string path = parsed.GetValue(output)!;
            var wanted = parsed.GetValue(precision) == Int8 ? ModelPrecision.Int8 : ModelPrecision.Fp32;
            var model = await WriteAsync(() => client.Models.ExportAsync(parsed.GetValue(reference)!, path, wanted, cancellationToken));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(model);
                return ExitCodes.Success;
            }

            Terminal.Out.WriteVisible($"{path}: {model.Length / 1048576.0:0.0} MiB, SHA-256 {model.Sha256}");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary><c>birdgrid models quantize</c>.</summary>
    public static Command Quantize()
    {
        var reference = new Argument<string>("MODEL") { Description = "MODEL, MODEL@3 or MODEL@champion." };
        var photos = new Option<int>("--photos") { Description = "Training photos to calibrate on (default 256).", HelpName = "N" };
        var seed = new Option<ulong>("--seed") { Description = "Which photos are drawn (default 0).", HelpName = "N" };
        var command = new Command("quantize", "Make an int8 model of a version and measure what that costs in accuracy.") { reference, photos, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var quantized = await client.Models.QuantizeAsync(parsed.GetValue(reference)!, parsed.GetValue(photos), parsed.GetValue(seed), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(quantized);
                return ExitCodes.Success;
            }

            Terminal.Out.WriteVisible($"Top-1 {Tables.Percent(quantized.Top1)} in int8, {Tables.Percent(quantized.Fp32Top1)} in fp32 ({100 * (quantized.Top1 - quantized.Fp32Top1):+0.0;-0.0;0.0} points), on {quantized.Photos} photos; calibrated on {quantized.CalibrationPhotos}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<Blob> WriteAsync(Func<Task<Blob>> export)
    {
        try
        {
            return await export();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Refused, failure.Message);
        }
    }
}
