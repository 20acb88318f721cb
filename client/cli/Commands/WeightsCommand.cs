using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid weights</c>: list, pull, import ImageNet weights on this machine.</summary>
internal static class WeightsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("weights", "ImageNet weights on this machine, where `birdgrid serve` and training look for them.") { List(), Pull(), Import() };

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Show every file that torchvision has published, not only the one that is used." };
        var command = new Command("list", "Show which weights are here and what would be fetched.") { all };
        command.SetAction(parsed =>
        {
            var options = WeightsSettings.Read();
            using var http = new HttpClient();
            var weights = new PretrainedWeights(options, http);
            var rows = BackboneRegistry.Configs.SelectMany(config => parsed.GetValue(all) ? AllRows(config, options) : UsedRow(config, weights.Locate(config))).ToList();
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.WriteObject(rows);
            }
            else
            {
                WeightsView.Write(Terminal.Out, rows, options, parsed.GetValue(all));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Pull()
    {
        var names = new Argument<string[]>("NAME") { Description = "Backbones, or names of torchvision's files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("pull", "Fetch weights into the cache; what is there already is checked. A broken download goes on where it stopped.") { names };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = Array.ConvertAll(parsed.GetValue(names)!, Find);
            bool json = parsed.GetValue(CommonOptions.Json);
            using var http = new HttpClient();
            var weights = new PretrainedWeights(WeightsSettings.Read(), http);
            var rows = new List<WeightsRow>();
            foreach (var (config, file) in wanted)
            {
                var pulled = await WeightsView.PullAsync(weights, config, file, quiet: json, cancellationToken);
                rows.Add(WeightsRow.Present(config.Name, pulled, file));
                if (!json)
                {
                    Terminal.WriteLine($"{config.Name}: {pulled.Path}, {(pulled.Source == PretrainedWeightsSource.Download ? "fetched and checked" : "was there already")}");
                    WarnWhereOutranked(weights, config, pulled.Path);
                }
            }

            if (json)
            {
                JsonOutput.WriteObject(rows);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "A .pth or .safetensors file." };
        var name = CommonOptions.Value<string>("--name", "Its backbone (default: told from the tensors).", "BACKBONE");
        var command = new Command("import", "Check a file of weights against its backbone and copy it into the cache.") { file, name };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                throw new CommandException(ExitCodes.Refused, $"There is no file {path}.");
            }

            var options = WeightsSettings.Read();
            var imported = ImportChecked(options, path, parsed.GetValue(name));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.WriteObject(WeightsRow.Present(imported.Backbone.Name, new PretrainedWeightsFile(imported.Path, PretrainedWeightsSource.Cache), imported.Published));
                return ExitCodes.Success;
            }

            string what = imported.Published is { } published ? $"torchvision's {published.Recipe}" : "of another origin than torchvision";
            Terminal.WriteLine($"{imported.Backbone.Name}: {imported.Path}, {what}, SHA-256 {imported.Sha256[..16]}");
            using var http = new HttpClient();
            WarnWhereOutranked(new PretrainedWeights(options, http), imported.Backbone, imported.Path);
            return ExitCodes.Success;
        });
        return command;
    }

    private static ImportedWeights ImportChecked(PretrainedWeightsOptions options, string path, string? backbone)
    {
        try
        {
            return new WeightsImport(options).Import(path, backbone);
        }
        catch (WeightsMismatchException mismatch)
        {
            throw new CommandException(ExitCodes.Refused, $"{path}: {mismatch.Message}");
        }
    }

    private static (BackboneConfig Config, PublishedWeights File) Find(string name)
    {
        foreach (var config in BackboneRegistry.Configs)
        {
            if (config.Name == name)
            {
                return config.Weights is [var first, ..]
                    ? (config, first)
                    : throw new CommandException(ExitCodes.Refused, $"{name} has no ImageNet weights: it is made to be trained from scratch.");
            }

            if (config.Weights.FirstOrDefault(weights => weights.FileName == name || weights.FormerFileName == name) is { } file)
            {
                return (config, file);
            }
        }

        throw new CommandException(ExitCodes.Refused, $"'{name}' is neither a backbone nor a file of torchvision; `birdgrid weights list --all` shows both.");
    }

    private static IEnumerable<WeightsRow> UsedRow(BackboneConfig config, PretrainedWeightsFile? file) => (file, config.Weights) switch
    {
        ({ } here, _) => [WeightsRow.Present(config.Name, here, BackboneRow.PublishedAs(config, here))],
        (null, [var first, ..]) => [WeightsRow.Missing(config.Name, first)],
        _ => [],
    };

    private static IEnumerable<WeightsRow> AllRows(BackboneConfig config, PretrainedWeightsOptions options) => config.Weights.Select(weights =>
        Places(options, weights.FileName).FirstOrDefault(place => File.Exists(place.Path)) is { } here
            ? WeightsRow.Present(config.Name, here, weights)
            : WeightsRow.Missing(config.Name, weights));

    private static IEnumerable<PretrainedWeightsFile> Places(PretrainedWeightsOptions options, string fileName)
    {
        if (options.Directory is { Length: > 0 } own)
        {
            yield return new PretrainedWeightsFile(Path.Combine(own, fileName), PretrainedWeightsSource.Directory);
        }

        yield return new PretrainedWeightsFile(Path.Combine(options.CacheDirectory, fileName), PretrainedWeightsSource.Cache);
    }

    /// <summary>Training may find another file of the backbone first; whoever fetched this one should know.</summary>
    private static void WarnWhereOutranked(PretrainedWeights weights, BackboneConfig config, string path)
    {
        if (weights.Locate(config) is { } used && used.Path != path)
        {
            Terminal.WriteError($"Training uses {used.Path}, which comes before it; remove that file to use this one.");
        }
    }
}
