using System.Globalization;
using BirdGrid.V1;
using BirdGrid.Vision.Texts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>
/// A sweep as people write it, in YAML. Keys are those of <c>birdgrid train</c>'s options, with underscores; <c>settings</c> takes what <c>--set</c>
/// takes, and <c>parameters</c> what trials differ in.
/// </summary>
internal static class SweepSpecFile
{
    private const int MaximumTrials = 256;
    private const int MaximumEpochs = 10_000;

    private static readonly string[] Keys =
    [
        "name", "model", "dataset", "method", "from", "recipe", "backbone", "augmentation", "image_size", "resize", "validation", .. TrainingKeys.Options.Keys, "settings",
        "search", "trials", "seed", "parallel", "metric", "reduction_factor", "min_epochs", "parameters",
    ];

    /// <summary>Reads a file.</summary>
    /// <exception cref="SweepSpecException">It is no such specification; the message names line and column.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SweepSpec Read(string path)
    {
        return Parse(path, SmallText.ReadFile(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="yaml">The text.</param>
    /// <param name="folder">Folder that policy and recipe files are named from.</param>
    /// <exception cref="SweepSpecException">It is no such specification.</exception>
    public static SweepSpec Parse(string file, string yaml, string folder)
    {
        var section = Load(file, yaml);
        section.RequireKnown(Keys);
        var training = new TrainingKeys(section, folder).Read();
        var search = section.Word("search", ("grid", SweepSearch.Grid), ("random", SweepSearch.Random), ("asha", SweepSearch.Asha)) ?? SweepSearch.Grid;
        var spec = new SweepSpec
        {
            Name = section.Text("name") ?? training.Model,
            Base = training,
            Search = search,
            Trials = section.Integer("trials", 1, MaximumTrials) ?? 0,
            Seed = Seed(section),
            Parallel = section.Integer("parallel", 0, MaximumTrials) ?? 0,
            Metric = section.Word("metric", ("accuracy", SweepMetric.ValidationAccuracy), ("loss", SweepMetric.ValidationLoss)) ?? SweepMetric.ValidationAccuracy,
            ReductionFactor = section.Integer("reduction_factor", 2, 16) ?? 0,
            MinEpochs = section.Integer("min_epochs", 1, MaximumEpochs) ?? 0,
        };
        RequireTogether(section, search);
        var parameters = section.Find("parameters") ?? throw section.Error(section.Root, "'parameters' is missing: a sweep varies at least one.");
        spec.Parameters.AddRange(new ParameterReader(section.Section(parameters, "parameters"), folder).Read());
        return spec;
    }

    private static YamlSection Load(string file, string yaml)
    {
        try
        {
            YamlGuard.Require(file, yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents switch
            {
                [{ RootNode: YamlMappingNode root }] => new YamlSection(file, root),
                _ => throw new SweepSpecException(file, new Mark(0, 1, 1), "this is no sweep: it has to be a mapping with dataset, epochs, search and parameters."),
            };
        }
        catch (YamlException malformed)
        {
            throw new SweepSpecException(file, malformed.Start, $"this is no YAML: {malformed.Message}");
        }
    }

    private static void RequireTogether(YamlSection section, SweepSearch search)
    {
        if (search == SweepSearch.Grid && section.Find("trials") is { } trials)
        {
            throw section.Error(trials, "trials: a grid tries every combination; leave it out, or search: random.");
        }

        if (search != SweepSearch.Grid && section.Find("trials") is null)
        {
            throw section.Error(section.Root, "'trials' is missing: a random search needs their number.");
        }

        foreach (string key in new[] { "reduction_factor", "min_epochs" })
        {
            if (search != SweepSearch.Asha && section.Find(key) is { } halving)
            {
                throw section.Error(halving, $"{key}: only search: asha stops trials early.");
            }
        }
    }

    private static ulong Seed(YamlSection section)
    {
        if (section.Find("seed") is not { } node)
        {
            return 0;
        }

        string text = section.TextOf(node, "seed");
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw section.Error(node, $"seed is '{text}'; it has to be a whole number from 0.");
    }
}
