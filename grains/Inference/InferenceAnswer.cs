using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Inference;

/// <summary>The logits of a request, with the version that gave them.</summary>
/// <param name="Version">Version that answered: its labels name the columns.</param>
/// <param name="Logits">float, images x classes, row-major.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record InferenceAnswer(ModelVersion Version, ReadOnlyMemory<float> Logits, int Count, InferenceTimings Timings)
{
    /// <summary>The logits of one image, one a class.</summary>
    /// <param name="image">Index of the image.</param>
    public ReadOnlySpan<float> LogitsOf(int image) => Logits.Span.Slice(image * Version.Labels.Count, Version.Labels.Count);
}
