using BirdGrid.Grains;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>A training spec as callers write it, with gaps, to the complete one that is stored; and back, for display.</summary>
internal static class TrainingSpecMapper
{
    private const string DefaultBackbone = "mobilenet_v2";
    private const string DefaultPolicy = "mobius";

    /// <summary>Fills the gaps with the method's defaults and checks every value.</summary>
    /// <exception cref="RefusedException">A value is unknown or out of range.</exception>
    public static TrainingSpec ToGrain(this V1.TrainingSpec spec)
    {
        var recipe = Refusing(() => spec.RecipeOf());
        var initialization = InitializationOf(spec, recipe);
        string backbone = spec.Backbone.Length > 0 ? spec.Backbone : initialization == Initialization.Continued ? string.Empty : DefaultBackbone;
        var (policyName, policy) = PolicyOf(spec, recipe);
        return Refusing(() =>
        {
            if (backbone.Length > 0)
            {
                BackboneRegistry.Find(backbone);
            }

            var options = spec.OptionsOf(recipe, initialization);
            options.ValidateStart(pretrained: initialization != Initialization.Scratch);
            return new TrainingSpec
            {
                Model = spec.Model,
                Dataset = spec.Dataset,
                DatasetVersion = spec.DatasetVersion,
                Backbone = backbone,
                Initialization = initialization,
                ParentVersion = spec.ParentVersion.Length == 0 ? null : spec.ParentVersion,
                AugmentationJson = policy.ToJson(),
                AugmentationName = policyName,
                OptionsJson = TrainingOptionsJson.Write(options),
                ImageSize = Side(spec.ImageSize, "image_size"),
                ResizeSize = Side(spec.ResizeSize, "resize_size"),
                ValidationFraction = spec.HasValidationFraction ? spec.ValidationFraction : 0.1,
                RecipeName = recipe?.Name,
                Devices = spec.Devices == 0 ? 1 : spec.Devices,
            };
        });
    }

    /// <summary>The complete spec, for display.</summary>
    public static V1.TrainingSpec ToProto(this TrainingSpec spec)
    {
        var options = TrainingOptionsJson.Read(spec.OptionsJson);
        return new V1.TrainingSpec
        {
            Model = spec.Model,
            Dataset = spec.Dataset,
            DatasetVersion = spec.DatasetVersion,
            Backbone = spec.Backbone,
            Method = options.Method == TrainingMethod.Transfer ? V1.TrainingMethod.Transfer : V1.TrainingMethod.FineTune,
            Initialization = (V1.Initialization)(int)spec.Initialization,
            ParentVersion = spec.ParentVersion ?? string.Empty,
            Augmentation = spec.AugmentationName ?? string.Empty,
            AugmentationJson = spec.AugmentationJson,
            Seed = options.Seed,
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
            Optimizer = options.Optimizer == OptimizerKind.Sgd ? V1.Optimizer.Sgd : V1.Optimizer.Adamw,
            LearningRate = options.LearningRate,
            WeightDecay = options.WeightDecay,
            Momentum = options.Momentum,
            Schedule = (V1.Schedule)((int)options.Schedule + 1),
            WarmupEpochs = options.WarmupEpochs,
            StepEpochs = options.StepEpochs,
            StepFactor = options.StepFactor,
            LabelSmoothing = options.LabelSmoothing,
            EarlyStoppingPatience = options.EarlyStoppingPatience,
            FreezeBatchNorm = options.FreezeBatchNorm,
            FeatureVariants = options.FeatureVariants,
            ImageSize = spec.ImageSize,
            ResizeSize = spec.ResizeSize,
            ValidationFraction = spec.ValidationFraction,
            Recipe = spec.RecipeName ?? string.Empty,
            OptionsJson = spec.OptionsJson,
            Devices = Math.Max(1, spec.Devices),
        };
    }

    private static Initialization InitializationOf(V1.TrainingSpec spec, TrainingRecipe? recipe) => spec.Initialization switch
    {
        V1.Initialization.Unspecified => spec.ParentVersion.Length > 0 ? Initialization.Continued
            : recipe is { Base: RecipeBase.Scratch } ? Initialization.Scratch
            : Initialization.Pretrained,
        V1.Initialization.Pretrained => Initialization.Pretrained,
        V1.Initialization.Scratch => Initialization.Scratch,
        V1.Initialization.Continued => Initialization.Continued,
        _ => throw new RefusedException("unknown-initialization", $"{(int)spec.Initialization} is no initialization this silo knows."),
    };

    private static (string? Name, AugmentationPolicy Policy) PolicyOf(V1.TrainingSpec spec, TrainingRecipe? recipe) => Refusing<(string?, AugmentationPolicy)>(() =>
    {
        if (spec.AugmentationJson.Length > 0)
        {
            return (null, AugmentationPolicy.FromJson(spec.AugmentationJson));
        }

        string name = spec.Augmentation.Length > 0 ? spec.Augmentation : recipe?.Augmentation ?? DefaultPolicy;
        return (name, AugmentationPolicy.Named(name));
    });

    private static int Side(int pixels, string field) => pixels is 0 or (>= 32 and <= 1024)
        ? pixels
        : throw new RefusedException("size-out-of-range", $"{field} is {pixels}; it must be 32 to 1024 pixels, or 0 for the backbone's.");

    // The vision library knows nothing of the grid's errors: its refusals of names and values become the caller's.
    private static T Refusing<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnknownBackboneException unknown)
        {
            throw new RefusedException("unknown-backbone", unknown.Message);
        }
        catch (InvalidTrainingOptionException wrong)
        {
            throw new RefusedException("bad-training-option", wrong.Message);
        }
        catch (TrainingRecipeException wrong)
        {
            throw new RefusedException("bad-recipe", wrong.Message);
        }
        catch (ArgumentException wrong)
        {
            throw new RefusedException("bad-training-spec", wrong.Message);
        }
    }
}
