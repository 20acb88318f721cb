using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Models in the terminal.</summary>
internal static class ModelView
{
    private const int WeakestClasses = 8;

    /// <summary>One line a version.</summary>
    public static void WriteVersions(IEnumerable<ModelVersion> versions)
    {
        var table = Tables.New("Version", "#Top-1", "#Top-5", "Measured on", "Trained", "On");
        foreach (var version in versions)
        {
            table.AddRow(
                $"[bold]{version.Model}@{version.Version}[/]{string.Concat(version.Aliases.Select(a => $"\n[green]{a}[/]"))}",
                Tables.Percent(version.Evaluation.Top1),
                Tables.Percent(version.Evaluation.Top5),
                $"{version.Evaluation.Photos}\n{version.Evaluation.Split.ToString().ToLowerInvariant()}",
                $"{version.Lineage.Backbone} {version.Lineage.Method.ToLowerInvariant()}\nfrom {Start(version.Lineage)}",
                $"{version.Lineage.Dataset}@{version.Lineage.DatasetVersion}, {version.Created.ToDateTime():yyyy-MM-dd HH:mm}\n[grey]{version.Lineage.SessionId}[/]");
        }

        Terminal.Out.Write(table);
    }

    private static string Start(Lineage lineage) =>
        lineage.ParentVersion.Length > 0 ? lineage.ParentVersion : lineage.Initialization.ToLowerInvariant();

    /// <summary>Versions and alias moves.</summary>
    public static void WriteHistory(ModelHistory history)
    {
        WriteVersions(history.Versions);
        foreach (var move in history.Moves)
        {
            string from = move.FromVersion == 0 ? "new" : $"from @{move.FromVersion}";
            Terminal.Out.WriteVisible($"[grey]{move.When.ToDateTime():yyyy-MM-dd HH:mm}[/] [green]{move.Alias}[/] -> @{move.ToVersion} ({from}) by {move.Who}{(move.Why.Length > 0 ? $": {move.Why}" : string.Empty)}");
        }
    }

    /// <summary>A version in full.</summary>
    public static void Write(ModelVersion version)
    {
        WriteVersions([version]);
        var lineage = version.Lineage;
        WriteTestTime(version.Evaluation);
        Terminal.Out.WriteVisible($"Weights {version.Weights.Sha256[..16]}, {version.Weights.Length / 1048576.0:0.0} MiB; input {version.Preprocessing.CropSize} px after a resize to {version.Preprocessing.ResizeSize} px; BirdGrid {lineage.CodeVersion}");
        if (version.Onnx is { } onnx)
        {
            Terminal.Out.WriteVisible($"ONNX model {onnx.Model.Sha256[..16]}, {onnx.Model.Length / 1048576.0:0.0} MiB, opset {onnx.Opset}; ONNX Runtime's logits differ from TorchSharp's by at most {onnx.MaxLogitDifference:0.0e0}");
        }

        Terminal.Out.WriteVisible($"Seed {lineage.Seed}, {lineage.EpochsRun} epochs, epoch {lineage.KeptEpoch} kept; initial weights: {(lineage.InitialWeights.Length > 0 ? lineage.InitialWeights : "random")}");
        foreach (string line in $"{lineage.OptionsJson}\n{lineage.AugmentationJson}".Split('\n'))
        {
            Terminal.Out.WriteVisible($"[grey]{line}[/]");
        }

        var table = Tables.New("Weakest classes", "#Photos", "#Accuracy");
        foreach (var weak in version.Evaluation.Classes.Where(c => c.Photos > 0).OrderBy(c => c.Accuracy).Take(WeakestClasses))
        {
            table.AddRow(weak.Label.ToMarkup(), $"{weak.Photos}", Tables.Percent(weak.Accuracy));
        }

        Terminal.Out.Write(table);
    }

    /// <summary>What averaging several views of each photo would reach, where it was measured.</summary>
    public static void WriteTestTime(Evaluation evaluation)
    {
        if (evaluation.TestTime is { } views)
        {
            Terminal.Out.WriteVisible($"With the probabilities of {views.Views} views of each photo averaged: top-1 {Tables.Percent(views.Top1)}, top-5 {Tables.Percent(views.Top5)} [grey](classifying looks at one view)[/]");
        }
    }

    /// <summary>Two versions side by side.</summary>
    public static void WriteComparison(ModelComparison comparison)
    {
        WriteVersions([comparison.Left, comparison.Right]);
        Terminal.Out.WriteVisible($"Top-1 {100 * comparison.Top1Difference:+0.0;-0.0;0.0} points, top-5 {100 * comparison.Top5Difference:+0.0;-0.0;0.0} points");
        foreach (string caution in comparison.Cautions)
        {
            Terminal.Out.WriteVisible($"[yellow]{caution}[/]");
        }

        var table = Tables.New("Class", "#Left", "#Right", "#Difference");
        foreach (var one in comparison.Classes.Where(c => c.LeftAccuracy != c.RightAccuracy).Take(WeakestClasses))
        {
            double difference = one.RightAccuracy - one.LeftAccuracy;
            table.AddRow(one.Label.ToMarkup(), Tables.Percent(one.LeftAccuracy), Tables.Percent(one.RightAccuracy), $"[{(difference > 0 ? "green" : "red")}]{100 * difference:+0.0;-0.0}[/]");
        }

        Terminal.Out.Write(table);
    }
}
