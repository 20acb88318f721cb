using System.Runtime.CompilerServices;
using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// Brings decoded photos to a device and into the range a backbone expects. Bytes travel (a quarter of the traffic of floats) and become
/// normalised floats on the device. Training and serving share it. One thread at a time; nothing here may be called across an await.
/// </summary>
public sealed class ImageInput : IDisposable
{
    private readonly HostStaging byteStaging;
    private readonly HostStaging floatStaging;
    private readonly Tensor byteScale;
    private readonly Tensor floatScale;
    private readonly Tensor shift;

    /// <summary>Prepares the normalisation of a backbone on a device.</summary>
    /// <param name="config">The backbone, for its mean and standard deviation.</param>
    /// <param name="device">The device that <see cref="ToDevice"/> sends to.</param>
    /// <exception cref="ArgumentException">Mean or standard deviation does not have three channels.</exception>
    public ImageInput(BackboneConfig config, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Mean.Count != 3 || config.Std.Count != 3)
        {
            throw new ArgumentException(
                $"{config.Name} has {config.Mean.Count} means and {config.Std.Count} standard deviations; photos have 3 channels.", nameof(config));
        }

        byteStaging = new HostStaging(ScalarType.Byte, device);
        floatStaging = new HostStaging(ScalarType.Float32, device);
        byteScale = PerChannel(channel => 1 / (255.0 * config.Std[channel]), device);
        floatScale = PerChannel(channel => 1.0 / config.Std[channel], device);
        shift = PerChannel(channel => -(double)config.Mean[channel] / config.Std[channel], device);
    }

    /// <summary>Sends photos and normalises them: (value / 255 - mean) / std.</summary>
    /// <param name="imagesNhwc">uint8 [count, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels, at least 1.</param>
    /// <param name="count">Number of photos, at least 1.</param>
    /// <returns>
    /// float [count, 3, imageSize, imageSize] on the device, channels next to each other in memory. It falls to the caller's dispose scope
    /// and is valid until the next call.
    /// </returns>
    /// <exception cref="ArgumentException">The bytes do not fill the shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Size or count is below 1.</exception>
    public Tensor ToDevice(ReadOnlySpan<byte> imagesNhwc, int imageSize, int count) => Normalise(imagesNhwc, imageSize, count, byteStaging, byteScale);

    /// <summary>Sends photos whose values are 0 to 1 and normalises them: (value - mean) / std.</summary>
    /// <param name="imagesNhwc">float [count, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels, at least 1.</param>
    /// <param name="count">Number of photos, at least 1.</param>
    /// <returns>As for bytes.</returns>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Size or count is below 1.</exception>
    public Tensor FloatsToDevice(ReadOnlySpan<float> imagesNhwc, int imageSize, int count) => Normalise(imagesNhwc, imageSize, count, floatStaging, floatScale);

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        byteStaging.Dispose();
        floatStaging.Dispose();
        byteScale.Dispose();
        floatScale.Dispose();
        shift.Dispose();
    }

    private Tensor Normalise<T>(ReadOnlySpan<T> imagesNhwc, int imageSize, int count, HostStaging staging, Tensor scale)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long expected = (long)count * imageSize * imageSize * 3;
        if (imagesNhwc.Length != expected)
        {
            throw new ArgumentException(
                $"{count} photos of {imageSize} x {imageSize} x 3 are {expected * Unsafe.SizeOf<T>()} bytes, but there are {(long)imagesNhwc.Length * Unsafe.SizeOf<T>()}.",
                nameof(imagesNhwc));
        }

        using var sent = staging.Send(imagesNhwc, [count, imageSize, imageSize, 3]);
        using var nchw = sent.permute(0, 3, 1, 2);

        // Floats of the CPU's staging buffer would be changed in place, were they not copied.
        var normalised = nchw.to(ScalarType.Float32, copy: true);
        normalised.mul_(scale).AddInPlace(shift);
        return normalised;
    }

    private static Tensor PerChannel(Func<int, double> value, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(new[] { (float)value(0), (float)value(1), (float)value(2) }, [1, 3, 1, 1], device: device).DetachFromDisposeScope();
    }
}
