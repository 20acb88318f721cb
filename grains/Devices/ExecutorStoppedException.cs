namespace BirdGrid.Grains.Devices;

/// <summary>The job was not run because its executor has stopped with its silo; another silo, or this one after its restart, can run it.</summary>
/// <param name="executor">Which executor.</param>
[GenerateSerializer, Alias("birdgrid.executor-stopped")]
public sealed class ExecutorStoppedException(string executor)
    : Exception($"The {executor} executor of this silo has stopped and did not run the job. Try again: another silo, or this one after its restart, can run it.");
