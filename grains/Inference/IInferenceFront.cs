using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Inference;

/// <summary>The receiving silo's half of a classification: finds the version, prepares photos, asks a replica.</summary>
public interface IInferenceFront
{
    /// <summary>The version that a reference means now, traffic splits aside.</summary>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    Task<ModelVersion> FindAsync(ModelReference reference, CancellationToken cancellationToken);

    /// <summary>Classifies. A reference without version is answered by the model's traffic split.</summary>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    /// <exception cref="RefusedException">Images do not have the version's input size, or there are more than a batch holds.</exception>
    /// <exception cref="BirdGrid.Vision.Photos.PhotoDecodeException">A photo cannot be decoded.</exception>
    /// <exception cref="BusyException">A queue is full.</exception>
    /// <exception cref="DeadlineException">The deadline passed while the request waited.</exception>
    Task<InferenceAnswer> InferAsync(InferenceRequest request, CancellationToken cancellationToken);
}
