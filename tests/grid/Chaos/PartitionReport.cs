using BirdGrid.V1;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What came of a partition.</summary>
/// <param name="Undisturbed">A session of the same specification, before.</param>
/// <param name="CutOff">The session whose trainer was cut off, as it ended.</param>
/// <param name="AfterHealing">The same session, some time after the cable was plugged in again.</param>
/// <param name="Versions">Versions of the model then.</param>
/// <param name="TrainerStoppedByItself">Whether the cut-off trainer stopped, or its process ended, before the cable was plugged in.</param>
/// <param name="ExitCode">Exit code of the cut-off silo after that; null: it lives.</param>
internal sealed record PartitionReport(
    TrainingSession Undisturbed,
    TrainingSession CutOff,
    TrainingSession AfterHealing,
    IReadOnlyList<ModelVersion> Versions,
    bool TrainerStoppedByItself,
    int? ExitCode);
