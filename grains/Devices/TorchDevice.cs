using BirdGrid.Vision.Inference;
using TorchSharp;

namespace BirdGrid.Grains.Devices;

/// <summary>Opens the configured torch device. Called on the device thread, which is the only one that touches torch.</summary>
internal static class TorchDevice
{
    /// <summary>Opens the device and applies the process-wide settings.</summary>
    /// <exception cref="DeviceUnavailableException">The device was asked for by name and is not there, or libtorch does not load.</exception>
    public static torch.Device Open(DeviceOptions options)
    {
        try
        {
            TorchRuntime.Tune();
            torch.set_num_threads(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
            return Choose(options.Name);
        }
        catch (Exception failure) when (failure is not DeviceUnavailableException)
        {
            throw new DeviceUnavailableException($"libtorch does not load: {failure.Message.Split('\n')[0]} Check that the program was built for this system (TorchBackend=cpu, cuda or external).", failure);
        }
    }

    private static torch.Device Choose(string name)
    {
        if (name == "cpu" || (name == "auto" && !torch.cuda.is_available()))
        {
            return torch.device("cpu");
        }

        if (!torch.cuda.is_available())
        {
            throw new DeviceUnavailableException($"The device '{name}' was asked for, but libtorch sees no CUDA device. Use --device cpu, or a build with TorchBackend=cuda on a machine with an NVIDIA driver.");
        }

        int index = name.Contains(':', StringComparison.Ordinal) ? int.Parse(name.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        int count = torch.cuda.device_count();
        return index < count
            ? torch.device($"cuda:{index}")
            : throw new DeviceUnavailableException($"The device '{name}' was asked for, but there are {count} CUDA devices, numbered from 0.");
    }
}
