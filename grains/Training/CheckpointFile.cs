using System.Text.Json;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Training;

/// <summary>What is in the files of a session: the learner's own checkpoint, and beside it the best weights so far.</summary>
internal static class CheckpointFile
{
    private const string BestPrefix = "best.";

    /// <summary>The tensors that training changes, as evaluation sees them: the head's alone where the backbone is frozen.</summary>
    public static StateDict Trained(Learner learner, TrainingPlan plan)
    {
        string head = plan.Backbone.ClassifierName + ".";
        var model = learner.CaptureModel();
        return plan.Options.Method == TrainingMethod.Transfer
            ? new StateDict(model.Tensors.Where(t => t.Name.StartsWith(head, StringComparison.Ordinal)))
            : model;
    }

    /// <summary>Puts trained tensors back into a network.</summary>
    /// <returns>How many there were.</returns>
    public static int LoadTrained(Learner learner, StateDict trained)
    {
        // A network takes whole state dicts: what was not trained is as it already is.
        var tensors = learner.CaptureModel().Tensors.Select(t => trained.TryFind(t.Name, out var stored) ? stored : t);
        learner.LoadModel(new StateDict(tensors));
        return trained.Tensors.Count;
    }

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="learner">The session's learner.</param>
    /// <param name="best">The best weights so far, or null where nothing is selected.</param>
    public static StateDict Write(Learner learner, StateDict? best)
    {
        var checkpoint = learner.CaptureCheckpoint();
        return best is null
            ? checkpoint
            : new StateDict([.. checkpoint.Tensors, .. best.Tensors.Select(t => t with { Name = BestPrefix + t.Name })], checkpoint.Metadata);
    }

    /// <summary>The learner's part of a file.</summary>
    public static StateDict LearnerPart(StateDict file) => new(file.Tensors.Where(t => !IsBest(t)), file.Metadata);

    /// <summary>The best weights in a file, or null.</summary>
    public static StateDict? BestWeights(StateDict file)
    {
        var best = file.Tensors.Where(IsBest).Select(t => t with { Name = t.Name[BestPrefix.Length..] }).ToList();
        return best.Count == 0 ? null : new StateDict(best);
    }

    /// <summary>The whole network as a model version stores it. Equal weights give equal bytes: nothing of the session is in it.</summary>
    public static StateDict Model(Learner learner, TrainingPlan plan) =>
        learner.CaptureModel(new Dictionary<string, string>
        {
            ["birdgrid.backbone"] = plan.Backbone.Name,
            ["birdgrid.labels"] = JsonSerializer.Serialize(plan.Manifest.Classes),
        });

    private static bool IsBest(WeightTensor tensor) => tensor.Name.StartsWith(BestPrefix, StringComparison.Ordinal);
}
