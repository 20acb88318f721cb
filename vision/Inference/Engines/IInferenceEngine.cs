namespace BirdGrid.Vision.Inference.Engines;

/// <summary>A trained network that only answers. Not thread-safe: one thread at a time uses it.</summary>
public interface IInferenceEngine : IDisposable
{
    /// <summary>What computes, and how.</summary>
    EngineDescription Description { get; }

    /// <summary>Side of the square input in pixels.</summary>
    int ImageSize { get; }

    /// <summary>Classes that the network tells apart.</summary>
    int ClassCount { get; }

    /// <summary>Normalises and classifies a batch.</summary>
    /// <param name="images">Images of one or more requests, at least one; formats may differ.</param>
    /// <param name="logits">Receives float, images x classes, row-major, in the order of the images.</param>
    /// <exception cref="ArgumentException">Pixels or logits do not have the length that the images ask for.</exception>
    void Run(IReadOnlyList<PreparedImages> images, Span<float> logits);
}
