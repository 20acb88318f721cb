using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.V1;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid train find-lr</c>: searches a learning rate for what would be trained.</summary>
internal static class FindLearningRateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var spec = new TrainingSpecOptions();
        var lowest = CommonOptions.Value<double?>("--lowest", "First rate (default 1e-6).", "RATE");
        var highest = CommonOptions.Value<double?>("--highest", "Last rate (default 1).", "RATE");
        var steps = CommonOptions.Value<int?>("--steps", "Steps from the first to the last (default 100).", "N");
        var plot = CommonOptions.Value<string>("--plot", "Write the curve as an SVG picture.", "FILE");
        var command = new Command("find-lr", "Try rising learning rates on a network that is thrown away, and suggest one.") { lowest, highest, steps, plot };
        spec.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? file = parsed.GetValue(plot);
            if (file is not null && !file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandException(ExitCodes.Usage, $"--plot {file}: the picture is SVG, name a file that ends in .svg.");
            }

            var request = new FindLearningRateRequest { Spec = spec.Read(parsed) };
            TrainingSpecOptions.Set(parsed.GetValue(lowest), v => request.Lowest = v);
            TrainingSpecOptions.Set(parsed.GetValue(highest), v => request.Highest = v);
            TrainingSpecOptions.Set(parsed.GetValue(steps), v => request.Steps = v);
            bool json = parsed.GetValue(CommonOptions.Json);
            using var client = parsed.Connect();
            var search = await LearningRateView.WatchAsync(client.Training.FindLearningRateAsync(request, cancellationToken), quiet: json);
            return Finish(search, file, $"{request.Spec.Dataset}: learning rate", json);
        });
        return command;
    }

    private static int Finish(LearningRateSearch search, string? file, string title, bool json)
    {
        if (search.Points.Count == 0)
        {
            throw new CommandException(ExitCodes.Failure, "The loss was no number from the first step on: start at a lower rate with --lowest.");
        }

        var curve = new LearningRateCurve(
            search.Points, search.HasSteepestRate ? search.SteepestRate : null, search.HasTenthOfMinimumRate ? search.TenthOfMinimumRate : null);
        if (file is not null)
        {
            AtomicFile.Write(file, new LearningRatePicture(curve, title).ToSvg().Save);
        }

        if (json)
        {
            JsonOutput.Write(search);
        }
        else
        {
            LearningRateView.Write(Terminal.Out, search, curve);
        }

        return ExitCodes.Success;
    }
}
