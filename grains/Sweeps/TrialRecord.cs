namespace BirdGrid.Grains.Sweeps;

/// <summary>Durable state of a trial. Its session knows more; what is here is what the sweep has decided and the end.</summary>
[GenerateSerializer, Alias("birdgrid.trial-record")]
public sealed class TrialRecord
{
    /// <summary>1 for the first.</summary>
    [Id(0)]
    public int Number { get; set; }

    /// <summary>Where it stands.</summary>
    [Id(1)]
    public TrialState State { get; set; } = TrialState.Waiting;

    /// <summary>Why it was stopped, failed or was cancelled.</summary>
    [Id(2)]
    public string Message { get; set; } = string.Empty;

    /// <summary>Whether its session has ended (or will never be started): nothing is left to do for it.</summary>
    [Id(3)]
    public bool HasEnded { get; set; }

    /// <summary>The metric, a value for each epoch.</summary>
    [Id(4)]
    public List<double> Values { get; set; } = [];

    /// <summary>What it showed at the rungs that it has reached.</summary>
    [Id(5)]
    public List<double> RungValues { get; set; } = [];

    /// <summary>Version that it published under the sweep's model; 0: none.</summary>
    [Id(6)]
    public int ModelVersion { get; set; }

    /// <summary>Whether it holds a place among those that run.</summary>
    public bool IsLive => State != TrialState.Waiting && !HasEnded;
}
