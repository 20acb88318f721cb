using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>ImageNet weights were wanted and are nowhere to be had; the message says where they were looked for and what to do.</summary>
public sealed class WeightsUnavailableException : Exception
{
    /// <summary>States what was tried.</summary>
    /// <param name="config">The backbone whose weights were wanted.</param>
    /// <param name="tried">Each place that was tried, and what was there, in words.</param>
    /// <param name="innerException">The error of the last attempt, where there was one.</param>
    public WeightsUnavailableException(BackboneConfig config, IReadOnlyList<string> tried, Exception? innerException = null)
        : base($"No ImageNet weights for {config?.Name}. Tried: {string.Join("; ", tried ?? [])}. {Remedy(config)}", innerException)
    {
        Tried = tried ?? [];
    }

    /// <summary>Each place that was tried, and what was there, in words.</summary>
    public IReadOnlyList<string> Tried { get; }

    private static string Remedy(BackboneConfig? config) => config?.WeightsFileName is { } fileName
        ? $"Fetch {fileName} on another machine and `birdgrid weights import` it, or put it into a folder and name the folder in {PretrainedWeightsOptions.DirectoryVariable}, or train from scratch."
        : "This backbone is made to be trained from scratch.";
}
