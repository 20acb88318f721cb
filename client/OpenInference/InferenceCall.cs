namespace BirdGrid.Client.OpenInference;

/// <summary>What is asked of a model.</summary>
public sealed record InferenceCall
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version (BirdGrid: also an alias); empty: the server chooses.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>The inputs.</summary>
    public required IReadOnlyList<InferenceInput> Inputs { get; init; }

    /// <summary>The outputs that are wanted, by name; none: all.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>So many of the best classes instead of values, for every output in <see cref="Outputs"/>; 0: values.</summary>
    public int Classes { get; init; }

    /// <summary>Returned as it came.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>1 is the highest; 0: the server's default.</summary>
    public ulong Priority { get; init; }

    /// <summary>Time that the request may wait at the server; null: until the call's deadline.</summary>
    public TimeSpan? QueueTimeout { get; init; }
}
