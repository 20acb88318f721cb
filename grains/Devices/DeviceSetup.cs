using System.Runtime.InteropServices;
using BirdGrid.Vision.Inference;
using TorchSharp;

namespace BirdGrid.Grains.Devices;

/// <summary>Chooses the device and sets libtorch up for it, on the device's own thread (thread counts are per thread in OpenMP).</summary>
internal static class DeviceSetup
{
    /// <summary>Prepares the calling thread.</summary>
    /// <exception cref="DeviceUnavailableException">The device does not exist or libtorch cannot be loaded.</exception>
    public static torch.Device Prepare(DeviceOptions options)
    {
        if (!DeviceName.TryParse(options.Device, out var name))
        {
            throw new DeviceUnavailableException($"'{options.Device}' is no device; use auto, cpu, cuda or cuda:N.");
        }

        try
        {
            TorchRuntime.Tune();
            torch.set_num_threads(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
            var device = Choose(name);
            return device.type == DeviceType.CPU || !options.Deterministic
                ? device
                : throw new DeviceUnavailableException($"Deterministic work was asked for on {device}, but TorchSharp 0.107 has no switch for CUDA's deterministic algorithms. Use Device=cpu, or Deterministic=false.");
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException or ExternalException)
        {
            throw new DeviceUnavailableException($"libtorch cannot be used on this host: {error.GetBaseException().Message} Check that the build's TorchBackend (cpu or cuda) fits the host.", error);
        }
    }

    private static torch.Device Choose(DeviceName name)
    {
        if (name.CudaIndex is not { } index || (name.IsAuto && !torch.cuda.is_available()))
        {
            return torch.CPU;
        }

        int count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (index >= count)
        {
            throw new DeviceUnavailableException(count == 0
                ? $"cuda:{index} was asked for, but libtorch finds no CUDA device. Check the driver (nvidia-smi), CUDA_VISIBLE_DEVICES and that the program was built with TorchBackend=cuda; or use cpu or auto."
                : $"cuda:{index} was asked for, but this host has only cuda:0 to cuda:{count - 1}. Check CUDA_VISIBLE_DEVICES.");
        }

        torch.InitializeDeviceType(DeviceType.CUDA);
        return new torch.Device(DeviceType.CUDA, index);
    }
}
