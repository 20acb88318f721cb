using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// A host buffer that is kept from batch to batch, page-locked for a GPU, through which plain memory reaches a device.
/// The tensor of one <see cref="Send"/> is valid until the next, provided that the device has been waited for in between (reading a result does).
/// </summary>
internal sealed class HostStaging(ScalarType dtype, Device device) : IDisposable
{
    private Tensor? buffer;

    /// <summary>Copies values to the device; the tensor falls to the caller's dispose scope.</summary>
    public Tensor Send<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        if (buffer is null || buffer.shape[0] < values.Length)
        {
            buffer?.Dispose();
            buffer = Allocate(values.Length);
        }

        MemoryMarshal.AsBytes(values).CopyTo(buffer.bytes);
        using var filled = buffer.narrow(0, 0, values.Length);
        var shaped = filled.view(shape.ToArray());
        if (device.type == DeviceType.CPU)
        {
            return shaped;
        }

        using (shaped)
        {
            return shaped.to(device, non_blocking: true);
        }
    }

    public void Dispose() => buffer?.Dispose();

    private Tensor Allocate(long length)
    {
        using var scope = NewDisposeScope();

        // A buffer made in inference mode could never again take part in training.
        using var normal = inference_mode(false);
        var pageable = empty([length], dtype: dtype, device: CPU);
        var allocated = device.type == DeviceType.CUDA ? pageable.pin_memory() : pageable;
        return allocated.DetachFromDisposeScope();
    }
}
