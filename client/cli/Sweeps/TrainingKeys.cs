using BirdGrid.Cli.Commands;
using BirdGrid.V1;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>Reads what all trials share: the keys that <c>birdgrid train</c> has as options.</summary>
/// <param name="section">The whole file.</param>
/// <param name="folder">Folder that policy and recipe files are named from.</param>
internal sealed class TrainingKeys(YamlSection section, string folder)
{
    private const int SmallestSide = 32;
    private const int LargestSide = 1024;

    /// <summary>Keys that are hyper-parameters, with the names of the options they set.</summary>
    public static IReadOnlyDictionary<string, string> Options { get; } = new Dictionary<string, string>
    {
        ["epochs"] = "epochs",
        ["batch_size"] = "batchSize",
        ["optimizer"] = "optimizer",
        ["learning_rate"] = "learningRate",
        ["weight_decay"] = "weightDecay",
        ["schedule"] = "schedule",
        ["warmup"] = "warmupEpochs",
        ["label_smoothing"] = "labelSmoothing",
        ["patience"] = "earlyStoppingPatience",
        ["variants"] = "featureVariants",
    };

    /// <summary>The specification that trials share.</summary>
    /// <exception cref="SweepSpecException">A value is wrong.</exception>
    public TrainingSpec Read()
    {
        var (dataset, version) = Dataset();
        var spec = new TrainingSpec
        {
            Dataset = dataset,
            DatasetVersion = version,
            Model = section.Text("model") ?? dataset,
            Backbone = section.Text("backbone") ?? string.Empty,
            Method = section.Word("method", ("transfer", TrainingMethod.Transfer), ("finetune", TrainingMethod.FineTune), ("fine-tune", TrainingMethod.FineTune)) ?? TrainingMethod.Unspecified,
            ImageSize = section.Integer("image_size", SmallestSide, LargestSide) ?? 0,
            ResizeSize = section.Integer("resize", SmallestSide, LargestSide) ?? 0,
        };
        TrainingSpecOptions.Set(section.Number("validation", 0, 0.5), share => spec.ValidationFraction = share);
        (spec.Recipe, spec.RecipeJson) = NamedOrFile("recipe");
        (spec.Augmentation, spec.AugmentationJson) = NamedOrFile("augmentation");
        TrainingSpecOptions.ReadStart(section.Text("from"), spec);
        ReadOptions(spec);
        return spec;
    }

    private (string Name, int Version) Dataset()
    {
        string text = section.Require("dataset");
        return TrainingSpecOptions.TrySplitVersion(text) ?? throw section.Error(section.Find("dataset")!, $"'{text}' is no dataset version: write NAME@3, or NAME for the latest.");
    }

    private (string Name, string Json) NamedOrFile(string key)
    {
        string? text = section.Text(key);
        return text is not null && NameOrFile.IsFile(text)
            ? (string.Empty, SpecFiles.Read(section, folder, section.Find(key)!, key, text))
            : (text ?? string.Empty, string.Empty);
    }

    private void ReadOptions(TrainingSpec spec)
    {
        foreach (var (key, value) in section.Entries)
        {
            if (Options.TryGetValue(key.Value!, out string? option))
            {
                Add(spec, section, key, option, value);
            }
        }

        if (section.Find("settings") is { } settings)
        {
            var inner = section.Section(settings, "settings");
            foreach (var (key, value) in inner.Entries)
            {
                Add(spec, inner, key, YamlValue.ToOptionName(key.Value!), value);
            }
        }
    }

    private static void Add(TrainingSpec spec, YamlSection from, YamlNode key, string option, YamlNode value)
    {
        string setting = YamlValue.ToSetting(from, value);
        OptionCheck.Require(from, key, option, value, setting);
        spec.Settings.Add($"{option}={setting}");
    }
}
