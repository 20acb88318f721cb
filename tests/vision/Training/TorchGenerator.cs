namespace BirdGrid.Vision.Tests.Training;

/// <summary>Tests that depend on torch's process-wide generator or tensor counts: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchGenerator
{
    public const string Name = "torch generator";
}
