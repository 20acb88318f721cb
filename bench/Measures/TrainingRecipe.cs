namespace BirdGrid.Bench.Measures;

/// <summary>A session whose accuracy is a named figure: what is typed, on which photos.</summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Description">What it is.</param>
/// <param name="SharedFolder">Folder of the shared material with the photos.</param>
/// <param name="Sessions">Arguments of `birdgrid train`, one session after the other; the last one's version is measured.</param>
internal sealed record TrainingRecipe(string Name, string Description, string SharedFolder, IReadOnlyList<string[]> Sessions)
{
    private static readonly string[] AntsBeesHead =
        ["--backbone", "mobilenet_v2", "--method", "transfer", "--augment", "light", "--epochs", "30", "--variants", "4", "--seed", "1"];

    private static readonly string[] Birds60Head =
        ["--backbone", "mobilenet_v2", "--method", "transfer", "--augment", "none", "--epochs", "100", "--variants", "1", "--seed", "1", "--validation", "0", "--resize", "224"];

    /// <summary>Ants and bees, head only.</summary>
    public static TrainingRecipe AntsBeesTransfer { get; } = new(
        "ants-bees-transfer", "validation accuracy (0 to 1) of transfer learning on ants-bees", "ants-bees", [AntsBeesHead]);

    /// <summary>Ants and bees, all layers.</summary>
    public static TrainingRecipe AntsBeesFineTune { get; } = new(
        "ants-bees-finetune", "validation accuracy (0 to 1) of fine-tuning on ants-bees", "ants-bees",
        [["--backbone", "mobilenet_v2", "--method", "finetune", "--augment", "light", "--epochs", "4", "--seed", "1"]]);

    /// <summary>60 birds, head only.</summary>
    public static TrainingRecipe Birds60Transfer { get; } = new(
        "birds60-transfer-top1", "test top-1 (0 to 1) of transfer learning on birds-60", "birds-60", [Birds60Head]);

    /// <summary>60 birds: the head first, then all layers, continued with another augmentation.</summary>
    public static TrainingRecipe Birds60FineTune { get; } = new(
        "birds60-finetune-top1", "test top-1 (0 to 1) of fine-tuning on birds-60, continued from the transfer version with another augmentation", "birds-60",
        [
            Birds60Head,
            ["--from", "{model}@1", "--method", "finetune", "--augment", "light", "--epochs", "4", "--seed", "1", "--validation", "0", "--resize", "224"],
        ]);
}
