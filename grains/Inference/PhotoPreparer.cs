using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Grains.Inference;

/// <summary>Decodes and resizes photos to be classified, on a pool of threads of their own: bulk work elsewhere does not stand in their way.</summary>
/// <param name="decoder">Decodes.</param>
/// <param name="pool">The pool.</param>
public sealed class PhotoPreparer(PhotoDecoder decoder, [FromKeyedServices(PhotoPreparer.PoolKey)] CpuExecutor pool)
{
    /// <summary>Key of the pool among the services.</summary>
    public const string PoolKey = "decode";

    /// <summary>Prepares photos.</summary>
    /// <param name="photos">Encoded JPEG, PNG or WebP, at least one.</param>
    /// <param name="preprocessing">What the version wants.</param>
    /// <param name="truncated">What is done with photos that end before their last pixel.</param>
    /// <param name="cancellationToken">Withdraws what has not begun.</param>
    /// <returns>uint8 NHWC.</returns>
    /// <exception cref="PhotoDecodeException">A photo cannot be decoded.</exception>
    public async Task<PreparedImages> PrepareAsync(IReadOnlyList<ReadOnlyMemory<byte>> photos, Preprocessing preprocessing, TruncatedPhotos truncated, CancellationToken cancellationToken)
    {
        int length = PreparedImages.BytesPerImage(PixelFormat.Bytes, preprocessing.CropSize);
        byte[] pixels = GC.AllocateUninitializedArray<byte>(photos.Count * length);
        if (photos.Count == 1)
        {
            await pool.RunAsync("decode", () => Prepare(photos[0], preprocessing, truncated, pixels), cancellationToken);
        }
        else
        {
            await Task.WhenAll(photos.Select((photo, i) => pool.RunAsync("decode", () => Prepare(photo, preprocessing, truncated, pixels.AsSpan(i * length, length)), cancellationToken)));
        }

        return new PreparedImages(pixels, PixelFormat.Bytes, photos.Count);
    }

    private bool Prepare(ReadOnlyMemory<byte> encoded, Preprocessing preprocessing, TruncatedPhotos truncated, Span<byte> imageHwc)
    {
        var photo = decoder.Decode(encoded, preprocessing.ResizeSize, truncated);
        new EvaluationTransform(preprocessing.ResizeSize, preprocessing.CropSize).Render(photo, imageHwc);
        return true;
    }
}
