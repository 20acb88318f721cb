using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid backbones</c>: what there is to choose from, and how fast it is here.</summary>
internal static class BackbonesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Backbones to show (default all).", Arity = ArgumentArity.ZeroOrMore };
        var sort = CommonOptions.Value<string>("--sort", $"Order: {string.Join(", ", BackboneOrder.Words)} (default by family).", "COLUMN");
        var measure = new Option<bool>("--measure") { Description = "Measure photos a second on this machine as well; takes a few seconds for each backbone." };
        var device = new Option<string>("--device") { Description = "With --measure: auto, cpu, cuda or cuda:N (default auto).", HelpName = "DEVICE", DefaultValueFactory = _ => "auto" };
        var threads = CommonOptions.Value<int>("--threads", "With --measure: threads of one torch operation (default every core).", "N");
        var command = new Command("backbones", "Show the backbones: size, work, ImageNet accuracy, speed here.") { names, sort, measure, device, threads };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = BackboneOrder.Parse(parsed.GetValue(sort), parsed.GetValue(measure));
            var configs = parsed.GetValue(names) is { Length: > 0 } chosen ? Array.ConvertAll(chosen, BackboneRegistry.Find) : BackboneRegistry.Configs;
            var measured = parsed.GetValue(measure)
                ? await BackboneMeasurement.RunAsync(configs, parsed.GetValue(device)!, parsed.GetValue(threads), cancellationToken)
                : [];
            using var http = new HttpClient();
            var weights = new PretrainedWeights(WeightsSettings.Read(), http);
            var rows = order.Sort(configs.Select((config, i) => new BackboneRow(config, weights.Locate(config), measured.ElementAtOrDefault(i)))).ToList();
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.WriteObject(rows.ConvertAll(BackboneJson.From));
            }
            else
            {
                BackbonesView.Write(Terminal.Out, rows);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
