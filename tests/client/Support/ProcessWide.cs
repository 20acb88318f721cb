namespace BirdGrid.Client.Tests.Support;

/// <summary>Tests that change what belongs to the whole process (the console, the environment) run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide";
}
