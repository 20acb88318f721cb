using System.Text.Json.Nodes;
using BirdGrid.Grains;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Training;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>
/// The hyper-parameters of a training spec: the recipe's or else the method's defaults, changed by the spec's settings, and these by its fields.
/// </summary>
internal static class TrainingOptionsMapper
{
    /// <summary>Share of a session that a warm-up may take which was not asked for.</summary>
    private const double LongestWarmup = 0.2;

    /// <summary>The recipe that a spec names or carries; null: none.</summary>
    /// <exception cref="TrainingRecipeException">The name or the recipe is wrong.</exception>
    public static TrainingRecipe? RecipeOf(this V1.TrainingSpec spec) =>
        spec.RecipeJson.Length > 0 ? TrainingRecipe.FromJson(spec.RecipeJson)
        : spec.Recipe.Length > 0 ? TrainingRecipes.Named(spec.Recipe)
        : null;

    /// <summary>The complete options; their ranges are not checked.</summary>
    /// <exception cref="RefusedException">A value is unknown, or the method is not the recipe's.</exception>
    /// <exception cref="TrainingRecipeException">A setting is wrong.</exception>
    public static TrainingOptions OptionsOf(this V1.TrainingSpec spec, TrainingRecipe? recipe, Initialization initialization)
    {
        RequireKnown(spec.Method, "training method");
        RequireKnown(spec.Optimizer, "optimizer");
        RequireKnown(spec.Schedule, "schedule");
        if (spec.Method == V1.TrainingMethod.Transfer && initialization == Initialization.Scratch)
        {
            throw new RefusedException("transfer-from-scratch", "Transfer learning trains the head on frozen weights, and random frozen weights know nothing: start from pretrained weights or an earlier version, or use the method fine_tune.");
        }

        var defaults = recipe?.Complete() ?? TrainingRecipe.DefaultsOf(BaseOf(spec.Method, initialization));
        RequireSameMethod(spec.Method, recipe, defaults.Method);
        var settings = OptionsMerge.FromSettings(spec.Settings);
        var options = OptionsMerge.Apply(defaults, settings);
        int epochs = spec.HasEpochs ? spec.Epochs : options.Epochs;
        return options with
        {
            Seed = spec.Seed != 0 ? spec.Seed : options.Seed,
            Epochs = epochs,
            BatchSize = spec.HasBatchSize ? spec.BatchSize : options.BatchSize,
            Optimizer = spec.Optimizer switch { V1.Optimizer.Sgd => OptimizerKind.Sgd, V1.Optimizer.Adamw => OptimizerKind.AdamW, _ => options.Optimizer },
            LearningRate = spec.HasLearningRate ? spec.LearningRate : options.LearningRate,
            WeightDecay = spec.HasWeightDecay ? spec.WeightDecay : options.WeightDecay,
            Momentum = spec.HasMomentum ? spec.Momentum : options.Momentum,
            Schedule = spec.Schedule == V1.Schedule.Unspecified ? options.Schedule : (ScheduleKind)((int)spec.Schedule - 1),
            WarmupEpochs = spec.HasWarmupEpochs ? spec.WarmupEpochs : Warmup(options, settings, epochs, defaults.Epochs),
            StepEpochs = spec.HasStepEpochs ? spec.StepEpochs : options.StepEpochs,
            StepFactor = spec.HasStepFactor ? spec.StepFactor : options.StepFactor,
            LabelSmoothing = spec.HasLabelSmoothing ? spec.LabelSmoothing : options.LabelSmoothing,
            EarlyStoppingPatience = spec.HasEarlyStoppingPatience ? spec.EarlyStoppingPatience : options.EarlyStoppingPatience,
            FreezeBatchNorm = spec.HasFreezeBatchNorm ? spec.FreezeBatchNorm : options.FreezeBatchNorm,
            FeatureVariants = spec.HasFeatureVariants ? spec.FeatureVariants : options.FeatureVariants,
        };
    }

    // A warm-up made for more epochs is shortened with them; one that was set stays.
    private static double Warmup(TrainingOptions options, JsonObject settings, int epochs, int defaultEpochs)
    {
        bool isSet = settings.Any(setting => string.Equals(setting.Key, nameof(options.WarmupEpochs), StringComparison.OrdinalIgnoreCase));
        return isSet || epochs >= defaultEpochs ? options.WarmupEpochs : Math.Min(options.WarmupEpochs, epochs * LongestWarmup);
    }

    private static RecipeBase BaseOf(V1.TrainingMethod method, Initialization initialization) =>
        initialization == Initialization.Scratch ? RecipeBase.Scratch
        : method == V1.TrainingMethod.FineTune ? RecipeBase.FineTune
        : RecipeBase.Transfer;

    private static void RequireSameMethod(V1.TrainingMethod asked, TrainingRecipe? recipe, TrainingMethod method)
    {
        var own = method == TrainingMethod.Transfer ? V1.TrainingMethod.Transfer : V1.TrainingMethod.FineTune;
        if (recipe is not null && asked != V1.TrainingMethod.Unspecified && asked != own)
        {
            throw new RefusedException("method-not-of-recipe", $"The recipe {recipe.Name ?? "in the request"} is for {method}: leave the method out, or take another recipe.");
        }
    }

    private static void RequireKnown<T>(T value, string what)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new RefusedException("unknown-enum-value", $"{value} is no {what} this silo knows.");
        }
    }
}
