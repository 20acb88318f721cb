using BirdGrid.V1;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What came of a partition.</summary>
/// <param name="Undisturbed">The session that was not disturbed.</param>
/// <param name="CutOff">The session whose trainer was cut off, as it ended.</param>
/// <param name="FenceBefore">Its fence when the cable was pulled.</param>
/// <param name="AfterHealing">The session some time after the cable was plugged in again.</param>
/// <param name="Versions">Versions of the model then.</param>
/// <param name="TrainerStoppedByItself">Whether the cut-off trainer said that it stopped, or its process ended, before the cable was plugged in.</param>
/// <param name="ExitCode">Exit code of the cut-off silo; null: it lives.</param>
internal sealed record PartitionReport(
    TrainingSession Undisturbed,
    TrainingSession CutOff,
    long FenceBefore,
    TrainingSession AfterHealing,
    IReadOnlyList<ModelVersion> Versions,
    bool TrainerStoppedByItself,
    int? ExitCode);
