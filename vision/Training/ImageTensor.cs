using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>Bytes to network input: pixels stay uint8 until they are on the device, where they are normalised.</summary>
internal static class ImageTensor
{
    /// <summary>Uploads and normalises a batch.</summary>
    /// <param name="imagesNhwc">uint8, images x size x size x 3.</param>
    /// <param name="imageSize">Side in pixels.</param>
    /// <param name="config">Mean and standard deviation.</param>
    /// <param name="device">Where to.</param>
    /// <returns>float [N, 3, size, size], channels last in memory; belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The bytes are not a whole number of images.</exception>
    public static Tensor Normalised(ReadOnlySpan<byte> imagesNhwc, int imageSize, BackboneConfig config, Device device)
    {
        int imageBytes = imageSize * imageSize * 3;
        if (imagesNhwc.Length == 0 || imagesNhwc.Length % imageBytes != 0)
        {
            throw new ArgumentException($"{imagesNhwc.Length} bytes are no batch of {imageSize} x {imageSize} images of {imageBytes} bytes each.", nameof(imagesNhwc));
        }

        var pixels = empty([imagesNhwc.Length / imageBytes, imageSize, imageSize, 3], dtype: ScalarType.Byte);
        imagesNhwc.CopyTo(pixels.bytes);
        var mean = tensor(config.Mean.Select(m => m * 255f).ToArray(), device: device);
        var scale = tensor(config.Std.Select(s => 1f / (s * 255f)).ToArray(), device: device);
        return pixels.to(device).to(ScalarType.Float32).sub_(mean).mul_(scale).permute(0, 3, 1, 2);
    }
}
