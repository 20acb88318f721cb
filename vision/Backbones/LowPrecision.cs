using BirdGrid.Vision.Training;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Backbones;

/// <summary>bfloat16 networks.</summary>
internal static class LowPrecision
{
    /// <summary>Makes a network's parameters 16 bits wide but BatchNorm's, which with their statistics stay at 32.</summary>
    /// <param name="network">The network.</param>
    public static void Convert(nn.Module network)
    {
        TorchSharp.ModuleExtensionMethods.to(network, ScalarType.BFloat16);
        foreach (var norm in network.modules().Where(LearningLayers.IsBatchNorm))
        {
            TorchSharp.ModuleExtensionMethods.to(norm, ScalarType.Float32);
        }
    }
}
