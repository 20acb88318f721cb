using Inference.V2;

namespace BirdGrid.Client.OpenInference;

/// <summary>A model's answer.</summary>
public sealed class InferenceResult
{
    internal InferenceResult(ModelInferResponse response)
    {
        if (response.RawOutputContents.Count > 0 && response.RawOutputContents.Count != response.Outputs.Count)
        {
            throw OpenInferenceException.Broken($"there are {response.Outputs.Count} outputs and {response.RawOutputContents.Count} raw contents.");
        }

        Model = response.ModelName;
        Version = response.ModelVersion;
        Id = response.Id;
        bool isRaw = response.RawOutputContents.Count > 0;
        Outputs = [.. response.Outputs.Select((o, i) => new InferenceOutput(o, isRaw ? response.RawOutputContents[i].Memory : (ReadOnlyMemory<byte>?)null))];
    }

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>The version that answered.</summary>
    public string Version { get; }

    /// <summary>The request's id.</summary>
    public string Id { get; }

    /// <summary>The outputs, in the server's order.</summary>
    public IReadOnlyList<InferenceOutput> Outputs { get; }

    /// <summary>An output by name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public InferenceOutput this[string name] =>
        Outputs.FirstOrDefault(o => o.Name == name) ?? throw new KeyNotFoundException($"The answer has no output '{name}'; it has {string.Join(", ", Outputs.Select(o => $"'{o.Name}'"))}.");
}
