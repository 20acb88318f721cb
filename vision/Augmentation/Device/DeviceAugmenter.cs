using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Renders whole batches on a device by the policy, the seed and the draws of an <see cref="Augmenter"/>: one batched <c>grid_sample</c> for the
/// photos that are sampled equally often, one batched matrix product for colours, and the same noise. Geometry gives the very bytes of the CPU kernels; with colours or noise a
/// level may differ by 1, as a device adds up in another order. Draws are made on the CPU, a few numbers a photo.
/// </summary>
/// <remarks>
/// Synchronous, within a dispose scope; one thread at a time. For the time of a call a batch takes about 12 bytes on the device for every
/// pixel of its photos, their sides rounded up to powers of two, twice, and 200 for every sample of its output.
/// </remarks>
/// <param name="augmenter">Policy, seed and output size.</param>
public sealed class DeviceAugmenter(Augmenter augmenter)
{
    private readonly Augmenter augmenter = augmenter ?? throw new ArgumentNullException(nameof(augmenter));

    /// <summary>Renders a batch for an epoch.</summary>
    /// <param name="photosNhwc">uint8 [count, height, width, 3], RGB, on any device; smaller photos lie at the top left.</param>
    /// <param name="photos">Size and number of each photo.</param>
    /// <param name="epoch">Epoch.</param>
    /// <returns>uint8 [count, OutputSize, OutputSize, 3] on the same device; it falls to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The tensor has another type or shape, or a photo does not fit it.</exception>
    public Tensor Render(Tensor photosNhwc, IReadOnlyList<DevicePhoto> photos, int epoch)
    {
        ArgumentNullException.ThrowIfNull(photosNhwc);
        ArgumentNullException.ThrowIfNull(photos);
        RequireShape(photosNhwc, photos);
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        DrawnAugmentation[] draws = [.. photos.Select(photo => augmenter.Draw(photo.Width, photo.Height, epoch, photo.PhotoIndex))];
        PhiloxKey[] keys = [.. photos.Select(photo => new PhiloxKey(augmenter.Seed, epoch, photo.PhotoIndex))];
        SamplingPlan[] plans = [.. draws.Zip(photos, (drawn, photo) => augmenter.Sampling(drawn, photo.Width, photo.Height))];
        Tensor levels = DeviceWarp.Sample(DeviceCanvas.Of(photosNhwc, plans), augmenter.OutputSize);
        levels = DevicePixelPass.Apply(levels, draws, keys);
        return DevicePixelPass.CutOut(levels, draws).to(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    private static void RequireShape(Tensor photosNhwc, IReadOnlyList<DevicePhoto> photos)
    {
        long[] shape = photosNhwc.shape;
        if (photosNhwc.dtype != ScalarType.Byte || shape is not [> 0, > 0, > 0, 3])
        {
            throw new ArgumentException($"A batch of photos is uint8 [count, height, width, 3]; this is {photosNhwc.dtype} [{string.Join(", ", shape)}].", nameof(photosNhwc));
        }

        if (photos.Count != shape[0])
        {
            throw new ArgumentException($"{photos.Count} photos are described; the batch holds {shape[0]}.", nameof(photos));
        }

        foreach (DevicePhoto photo in photos)
        {
            if (photo.Width < 1 || photo.Width > shape[2] || photo.Height < 1 || photo.Height > shape[1])
            {
                throw new ArgumentException($"Photo {photo.PhotoIndex} is said to be {photo.Width}x{photo.Height} pixels; the batch has room for {shape[2]}x{shape[1]}.", nameof(photos));
            }
        }
    }
}
