using BirdGrid.V1;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What came of a partition.</summary>
/// <param name="Undisturbed">A session of the same specification, before.</param>
/// <param name="Disturbed">
/// Two sessions, as they ended, one of which had its trainer cut off. The other may have got another trainer too: Orleans also ends grains elsewhere
/// whose directory entries were on a lost silo.
/// </param>
/// <param name="AfterHealing">The same sessions, some time after the cable was plugged in again.</param>
/// <param name="Versions">Versions of the model then.</param>
/// <param name="TrainerStoppedByItself">Whether the cut-off trainer stopped, or its process ended, before the cable was plugged in.</param>
/// <param name="ExitCode">Exit code of the cut-off silo after that; null: it lives.</param>
internal sealed record PartitionReport(
    TrainingSession Undisturbed,
    IReadOnlyList<TrainingSession> Disturbed,
    IReadOnlyList<TrainingSession> AfterHealing,
    IReadOnlyList<ModelVersion> Versions,
    bool TrainerStoppedByItself,
    int? ExitCode);
