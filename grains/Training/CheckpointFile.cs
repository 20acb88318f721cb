using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Training;

/// <summary>What is in the files of a session: safetensors with prefixed names.</summary>
internal static class CheckpointFile
{
    private const string TrainedPrefix = "trained.";
    private const string BestPrefix = "best.";

    /// <summary>The tensors that training changes: the head's alone where the backbone is frozen.</summary>
    public static StateDict Trained(StateDict model, TrainingPlan plan)
    {
        string head = plan.Backbone.ClassifierName + ".";
        return plan.Options.Method == TrainingMethod.Transfer
            ? new StateDict(model.Tensors.Where(t => t.Name.StartsWith(head, StringComparison.Ordinal)))
            : model;
    }

    /// <summary>Puts trained tensors back into a network.</summary>
    public static int LoadTrained(Backbone backbone, StateDict trained)
    {
        // A network takes whole state dicts: what was not trained is as it already is.
        var tensors = ModuleWeights.Capture(backbone).Tensors.Select(t => trained.TryFind(t.Name, out var stored) ? stored : t);
        ModuleWeights.Load(backbone, new StateDict(tensors));
        return trained.Tensors.Count;
    }

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="learner">The session's learner.</param>
    /// <param name="plan">The session's plan.</param>
    /// <param name="best">The best weights so far, where they are not the present ones.</param>
    public static StateDict Write(Learner learner, TrainingPlan plan, StateDict? best)
    {
        var state = learner.CaptureState();
        var trained = Trained(ModuleWeights.Capture(learner.Backbone), plan);
        return new StateDict(
            [.. Prefixed(TrainedPrefix, trained), .. best is null ? [] : Prefixed(BestPrefix, best), .. state.Tensors],
            state.Metadata);
    }

    /// <summary>Puts a checkpoint back.</summary>
    public static void Restore(Learner learner, StateDict checkpoint)
    {
        LoadTrained(learner.Backbone, Stripped(TrainedPrefix, checkpoint));
        learner.RestoreState(checkpoint);
    }

    /// <summary>The best weights in a checkpoint: their own, or the checkpoint's where those are the best.</summary>
    public static StateDict BestWeights(StateDict checkpoint)
    {
        var best = Stripped(BestPrefix, checkpoint);
        return best.Tensors.Count > 0 ? best : Stripped(TrainedPrefix, checkpoint);
    }

    /// <summary>The whole network as a model version stores it.</summary>
    public static StateDict Model(Backbone backbone, TrainingPlan plan) =>
        ModuleWeights.Capture(backbone, new Dictionary<string, string>
        {
            ["birdgrid.backbone"] = plan.Backbone.Name,
            ["birdgrid.labels"] = System.Text.Json.JsonSerializer.Serialize(plan.Manifest.Classes),
        });

    private static IEnumerable<WeightTensor> Prefixed(string prefix, StateDict weights) =>
        weights.Tensors.Select(t => t with { Name = prefix + t.Name });

    private static StateDict Stripped(string prefix, StateDict weights) =>
        new(weights.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t with { Name = t.Name[prefix.Length..] }));
}
