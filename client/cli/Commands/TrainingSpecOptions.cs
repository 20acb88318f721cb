using System.CommandLine;
using System.Globalization;
using BirdGrid.V1;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Cli.Commands;

/// <summary>The options that make up a training spec. What is not said takes the silo's defaults for the method.</summary>
internal sealed class TrainingSpecOptions
{
    private readonly Option<string?> dataset = CommonOptions.Value<string>("--dataset", "Dataset to train on, NAME or NAME@VERSION.", "NAME");
    private readonly Option<string?> model = CommonOptions.Value<string>("--model", "Model that gets the new version (default the dataset's name).", "NAME");
    private readonly Option<string?> backbone = CommonOptions.Value<string>("--backbone", "A name that `birdgrid backbones` shows (default mobilenet_v2).", "NAME");
    private readonly Option<string?> method = CommonOptions.Value<string>("--method", "transfer (the head, on cached features) or finetune (all layers).", "METHOD");
    private readonly Option<string?> from = CommonOptions.Value<string>("--from", "pretrained (ImageNet), scratch, or MODEL@VERSION to continue (default pretrained).", "START");
    private readonly Option<string?> augment = CommonOptions.Value<string>("--augment", "Augmentation policy: a name, as `birdgrid augment list` shows them, or a JSON file (default mobius).", "POLICY");
    private readonly Option<int?> epochs = CommonOptions.Value<int?>("--epochs", "Passes over the photos.", "N");
    private readonly Option<int?> batchSize = CommonOptions.Value<int?>("--batch-size", "Photos of a step.", "N");
    private readonly Option<string?> optimizer = CommonOptions.Value<string>("--optimizer", "sgd or adamw.", "NAME");
    private readonly Option<double?> learningRate = CommonOptions.Value<double?>("--lr", "Peak learning rate.", "RATE");
    private readonly Option<double?> weightDecay = CommonOptions.Value<double?>("--weight-decay", "Weight decay.", "X");
    private readonly Option<string?> schedule = CommonOptions.Value<string>("--schedule", "cosine, step or constant.", "NAME");
    private readonly Option<double?> warmup = CommonOptions.Value<double?>("--warmup", "Epochs of warm-up.", "EPOCHS");
    private readonly Option<double?> smoothing = CommonOptions.Value<double?>("--label-smoothing", "Label smoothing, 0 to below 1.", "SHARE");
    private readonly Option<int?> patience = CommonOptions.Value<int?>("--patience", "Epochs without a better validation accuracy before stopping; 0: never.", "EPOCHS");
    private readonly Option<int?> variants = CommonOptions.Value<int?>("--variants", "Augmented variants per photo whose features are cached (transfer).", "N");
    private readonly Option<int?> imageSize = CommonOptions.Value<int?>("--image-size", "Side of the network input in pixels.", "PIXELS");
    private readonly Option<int?> resize = CommonOptions.Value<int?>("--resize", "Shorter side before the centre crop at evaluation; the image size itself for photos that are cropped already.", "PIXELS");
    private readonly Option<double?> validation = CommonOptions.Value<double?>("--validation", "Share of the training photos set aside for validation where the dataset has none (default 0.1).", "SHARE");
    private readonly Option<string?> recipe = CommonOptions.Value<string>("--recipe", "Hyper-parameters to start from: a name (`birdgrid train recipes`) or a JSON file.", "NAME|FILE");
    private readonly Option<string[]?> settings = CommonOptions.Value<string[]>("--set", "Change any hyper-parameter, for example mix.mixupAlpha=0.2, emaDecay=0.999 or mix=null; may be repeated.", "KEY=VALUE");
    private readonly Option<int?> devices = CommonOptions.Value<int?>("--devices", "Devices that share every batch, when fine-tuning (default 1).", "N");
    private readonly Option<ulong> seed = CommonOptions.Value<ulong>("--seed", "Where all randomness comes from (default 0).", "N");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { dataset, model, backbone, method, from, augment, epochs, batchSize, optimizer, learningRate, weightDecay, schedule, warmup, smoothing, patience, variants, imageSize, resize, validation, recipe, settings, devices, seed })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The spec that was typed.</summary>
    /// <exception cref="CommandException">A word is unknown, or the dataset is missing.</exception>
    /// <exception cref="Vision.Augmentation.AugmentationPolicyException">The policy file is no valid policy.</exception>
    public TrainingSpec Read(ParseResult parsed)
    {
        string name = parsed.GetValue(dataset) ?? throw new CommandException(ExitCodes.Usage, "Name the photos to train on with --dataset; `birdgrid dataset list` shows what there is.");
        var (datasetName, version) = TrySplitVersion(name) ?? throw new CommandException(ExitCodes.Usage, $"'{name}' is no dataset version: write NAME@3, or NAME for the latest.");
        var spec = new TrainingSpec
        {
            Dataset = datasetName,
            DatasetVersion = version,
            Model = parsed.GetValue(model) ?? datasetName,
            Backbone = parsed.GetValue(backbone) ?? string.Empty,
            Seed = parsed.GetValue(seed),
            Devices = parsed.GetValue(devices) ?? 0,
            ImageSize = parsed.GetValue(imageSize) ?? 0,
            ResizeSize = parsed.GetValue(resize) ?? 0,
            Method = Word(parsed.GetValue(method), "--method", ("transfer", TrainingMethod.Transfer), ("finetune", TrainingMethod.FineTune)),
            Optimizer = Word(parsed.GetValue(optimizer), "--optimizer", ("sgd", Optimizer.Sgd), ("adamw", Optimizer.Adamw)),
            Schedule = Word(parsed.GetValue(schedule), "--schedule", ("cosine", Schedule.Cosine), ("step", Schedule.Step), ("constant", Schedule.Constant)),
        };
        spec.Settings.AddRange(parsed.GetValue(settings) ?? []);
        ReadRecipe(parsed.GetValue(recipe), spec);
        ReadStart(parsed.GetValue(from), spec);
        ReadPolicy(parsed.GetValue(augment), spec);
        ReadNumbers(parsed, spec);
        return spec;
    }

    /// <summary>A dataset as it is typed, NAME or NAME@VERSION; null: it is neither.</summary>
    internal static (string Name, int Version)? TrySplitVersion(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return (text, 0);
        }

        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > 0 ? (text[..at], version) : null;
    }

    /// <summary>Puts in where training starts from, and the method that goes with it where none was asked for.</summary>
    internal static void ReadStart(string? start, TrainingSpec spec)
    {
        switch (start)
        {
            case null:
                break;
            case "pretrained":
                spec.Initialization = Initialization.Pretrained;
                break;
            case "scratch":
                spec.Initialization = Initialization.Scratch;
                break;
            default:
                spec.Initialization = Initialization.Continued;
                spec.ParentVersion = start;
                break;
        }

        bool hasRecipe = spec.Recipe.Length + spec.RecipeJson.Length > 0;
        if (spec.Method == TrainingMethod.Unspecified && !hasRecipe)
        {
            spec.Method = spec.Initialization == Initialization.Scratch ? TrainingMethod.FineTune : TrainingMethod.Transfer;
        }
    }

    private static void ReadRecipe(string? recipe, TrainingSpec spec)
    {
        if (recipe is not null && NameOrFile.IsFile(recipe))
        {
            spec.RecipeJson = SmallText.ReadFile(recipe);
        }
        else
        {
            spec.Recipe = recipe ?? string.Empty;
        }
    }

    private static void ReadPolicy(string? policy, TrainingSpec spec)
    {
        // A file is checked here, where its name is known; of names the silo may know others than this program.
        if (policy is not null && NameOrFile.IsFile(policy))
        {
            spec.AugmentationJson = PolicyArgument.Read(policy).ToJson();
        }
        else
        {
            spec.Augmentation = policy ?? string.Empty;
        }
    }

    private void ReadNumbers(ParseResult parsed, TrainingSpec spec)
    {
        Set(parsed.GetValue(epochs), v => spec.Epochs = v);
        Set(parsed.GetValue(batchSize), v => spec.BatchSize = v);
        Set(parsed.GetValue(learningRate), v => spec.LearningRate = v);
        Set(parsed.GetValue(weightDecay), v => spec.WeightDecay = v);
        Set(parsed.GetValue(warmup), v => spec.WarmupEpochs = v);
        Set(parsed.GetValue(smoothing), v => spec.LabelSmoothing = v);
        Set(parsed.GetValue(patience), v => spec.EarlyStoppingPatience = v);
        Set(parsed.GetValue(variants), v => spec.FeatureVariants = v);
        Set(parsed.GetValue(validation), v => spec.ValidationFraction = v);
    }

    /// <summary>Sets a field that was typed.</summary>
    internal static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } given)
        {
            set(given);
        }
    }

    private static T Word<T>(string? word, string option, params (string Word, T Value)[] known)
        where T : struct
    {
        if (word is null)
        {
            return default;
        }

        foreach (var (knownWord, value) in known)
        {
            if (word == knownWord)
            {
                return value;
            }
        }

        throw new CommandException(ExitCodes.Usage, $"{option} {word}: use {string.Join(" or ", known.Select(k => k.Word))}.");
    }
}
