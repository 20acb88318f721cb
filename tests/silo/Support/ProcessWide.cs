namespace BirdGrid.Silo.Tests.Support;

/// <summary>Tests that measure what belongs to the whole process (its allocations) run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide";
}
