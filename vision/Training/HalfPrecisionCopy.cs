using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// A bfloat16 copy of a network that computes in its place: TorchSharp has no autocast. All its parameters are 16 bits wide but BatchNorm's, which
/// with their statistics stay at 32. It owns the copy.
/// </summary>
internal sealed class HalfPrecisionCopy : IDisposable
{
    private readonly List<(Tensor Master, Tensor Copy)> tensors;
    private readonly List<(Tensor Master, Tensor Copy)> statistics;

    /// <summary>Converts a network of the same architecture.</summary>
    /// <param name="master">The network whose 32-bit weights count.</param>
    /// <param name="copy">A second network of the same shape, on any device; it is taken over.</param>
    /// <param name="device">Where to compute.</param>
    public HalfPrecisionCopy(Backbone master, Backbone copy, Device device)
    {
        Network = copy;
        copy.to(device);
        LowPrecision.Convert(copy);
        ChannelsLast.ConvertWeights(copy, device);
        var copies = ModuleState.Tensors(copy).ToDictionary(entry => entry.Name, entry => entry.Tensor, StringComparer.Ordinal);
        tensors = [.. ModuleState.Tensors(master).Select(entry => (entry.Tensor, copies[entry.Name]))];
        var buffers = master.named_buffers().Select(entry => entry.name).ToHashSet(StringComparer.Ordinal);
        statistics = [.. ModuleState.Tensors(master).Where(entry => buffers.Contains(entry.Name)).Select(entry => (entry.Tensor, copies[entry.Name]))];
    }

    /// <summary>The network that computes.</summary>
    public Backbone Network { get; }

    /// <summary>Rounds the master's weights into the copy; statistics go along as they are.</summary>
    public void Refresh()
    {
        using var frozen = no_grad();
        foreach (var (master, copy) in tensors)
        {
            copy.copy_(master);
        }
    }

    /// <summary>Takes BatchNorm statistics that the copy has learnt back to the master.</summary>
    public void ReturnStatistics()
    {
        using var frozen = no_grad();
        foreach (var (master, copy) in statistics)
        {
            master.copy_(copy);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
