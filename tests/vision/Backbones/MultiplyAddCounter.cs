using BirdGrid.Vision.Backbones;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

/// <summary>Counts the multiply-adds of a forward pass as torchvision does: convolutions and linear layers, biases and everything else left out.</summary>
internal static class MultiplyAddCounter
{
    /// <summary>Runs one photo of the configured size through the network.</summary>
    public static long Count(Backbone backbone)
    {
        long count = 0;
        foreach (var layer in backbone.modules())
        {
            switch (layer)
            {
                case Conv2d convolution:
                    convolution.register_forward_hook((module, _, output) => Add((Conv2d)module, output));
                    break;
                case Linear linear:
                    linear.register_forward_hook((module, _, output) => Add((Linear)module, output));
                    break;
            }
        }

        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        backbone.eval();
        int side = backbone.Config.InputSize;
        _ = backbone.forward(zeros(1, 3, side, side));
        return count;

        // Each output element is a sum over one filter: [out, in / groups, height, width] of a convolution, [out, in] of a linear layer.
        Tensor Add(nn.Module module, Tensor output)
        {
            var weight = module is Conv2d convolution ? convolution.weight! : ((Linear)module).weight!;
            count += output.NumberOfElements * (weight.NumberOfElements / weight.shape[0]);
            return output;
        }
    }
}
