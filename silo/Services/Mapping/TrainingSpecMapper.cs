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

    /// <summary>Share of a short session that its default warm-up may take.</summary>
    private const double LongestWarmup = 0.2;

    /// <summary>Fills the gaps with the method's defaults and checks every value.</summary>
    /// <exception cref="RefusedException">A value is unknown or out of range.</exception>
    public static TrainingSpec ToGrain(this V1.TrainingSpec spec)
    {
        var initialization = InitializationOf(spec);
        string backbone = spec.Backbone.Length > 0 ? spec.Backbone : initialization == Initialization.Continued ? string.Empty : DefaultBackbone;
        var (policyName, policy) = PolicyOf(spec);
        return Refusing(() =>
        {
            if (backbone.Length > 0)
            {
                BackboneRegistry.Find(backbone);
            }

            var options = OptionsOf(spec, initialization);
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
        };
    }

    private static Initialization InitializationOf(V1.TrainingSpec spec) => spec.Initialization switch
    {
        V1.Initialization.Unspecified => spec.ParentVersion.Length > 0 ? Initialization.Continued : Initialization.Pretrained,
        V1.Initialization.Pretrained => Initialization.Pretrained,
        V1.Initialization.Scratch => Initialization.Scratch,
        V1.Initialization.Continued => Initialization.Continued,
        _ => throw new RefusedException("unknown-initialization", $"{(int)spec.Initialization} is no initialization this silo knows."),
    };

    private static (string? Name, AugmentationPolicy Policy) PolicyOf(V1.TrainingSpec spec) => Refusing<(string?, AugmentationPolicy)>(() =>
    {
        if (spec.AugmentationJson.Length > 0)
        {
            return (null, AugmentationPolicy.FromJson(spec.AugmentationJson));
        }

        string name = spec.Augmentation.Length > 0 ? spec.Augmentation : DefaultPolicy;
        return (name, AugmentationPolicy.Named(name));
    });

    private static TrainingOptions OptionsOf(V1.TrainingSpec spec, Initialization initialization)
    {
        RequireKnown(spec.Method, "training method");
        RequireKnown(spec.Optimizer, "optimizer");
        RequireKnown(spec.Schedule, "schedule");
        if (spec.Method == V1.TrainingMethod.Transfer && initialization == Initialization.Scratch)
        {
            throw new RefusedException("transfer-from-scratch", "Transfer learning trains the head on frozen weights, and random frozen weights know nothing: start from pretrained weights or an earlier version, or use the method fine_tune.");
        }

        var defaults = initialization == Initialization.Scratch ? TrainingOptions.ForScratch()
            : spec.Method == V1.TrainingMethod.FineTune ? TrainingOptions.ForFineTune()
            : TrainingOptions.ForTransfer();
        int epochs = spec.HasEpochs ? spec.Epochs : defaults.Epochs;
        return defaults with
        {
            Seed = spec.Seed,
            Epochs = epochs,
            BatchSize = spec.HasBatchSize ? spec.BatchSize : defaults.BatchSize,
            Optimizer = spec.Optimizer switch { V1.Optimizer.Sgd => OptimizerKind.Sgd, V1.Optimizer.Adamw => OptimizerKind.AdamW, _ => defaults.Optimizer },
            LearningRate = spec.HasLearningRate ? spec.LearningRate : defaults.LearningRate,
            WeightDecay = spec.HasWeightDecay ? spec.WeightDecay : defaults.WeightDecay,
            Momentum = spec.HasMomentum ? spec.Momentum : defaults.Momentum,
            Schedule = spec.Schedule == V1.Schedule.Unspecified ? defaults.Schedule : (ScheduleKind)((int)spec.Schedule - 1),
            WarmupEpochs = spec.HasWarmupEpochs ? spec.WarmupEpochs : Math.Min(defaults.WarmupEpochs, epochs * LongestWarmup),
            StepEpochs = spec.HasStepEpochs ? spec.StepEpochs : defaults.StepEpochs,
            StepFactor = spec.HasStepFactor ? spec.StepFactor : defaults.StepFactor,
            LabelSmoothing = spec.HasLabelSmoothing ? spec.LabelSmoothing : defaults.LabelSmoothing,
            EarlyStoppingPatience = spec.HasEarlyStoppingPatience ? spec.EarlyStoppingPatience : defaults.EarlyStoppingPatience,
            FreezeBatchNorm = spec.HasFreezeBatchNorm ? spec.FreezeBatchNorm : defaults.FreezeBatchNorm,
            FeatureVariants = spec.HasFeatureVariants ? spec.FeatureVariants : defaults.FeatureVariants,
        };
    }

    private static void RequireKnown<T>(T value, string what)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new RefusedException("unknown-enum-value", $"{value} is no {what} this silo knows.");
        }
    }

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
        catch (ArgumentException wrong)
        {
            throw new RefusedException("bad-training-spec", wrong.Message);
        }
    }
}
