namespace BirdGrid.Grains.Inference;

/// <summary>Photo bytes in, labels out: the receiving silo's half of a classification.</summary>
public interface IPhotoClassifier
{
    /// <summary>Classifies one photo.</summary>
    /// <param name="modelReference"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="photo">Encoded JPEG, PNG or WebP.</param>
    /// <param name="topK">Labels to return, at least 1; more than the model has gives all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    /// <exception cref="RefusedException"><paramref name="topK"/> is below 1 or the reference is malformed.</exception>
    /// <exception cref="BirdGrid.Vision.Photos.PhotoDecodeException">The bytes are no photo that can be decoded.</exception>
    /// <exception cref="BusyException">A queue is full.</exception>
    Task<Classification> ClassifyAsync(string modelReference, ReadOnlyMemory<byte> photo, int topK, CancellationToken cancellationToken);
}
