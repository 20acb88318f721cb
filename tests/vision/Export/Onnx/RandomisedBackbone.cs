using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Export.Onnx;

/// <summary>
/// Networks whose normalisations, biases and scales are not the constants that they begin with: what a folding could get wrong shows. Statistics are
/// near those of an image, as a trained network's are: else the image would be lost on its way through a deep network.
/// </summary>
internal static class RandomisedBackbone
{
    /// <summary>A network in evaluation mode.</summary>
    /// <param name="name">Registry name.</param>
    /// <param name="classCount">Classes.</param>
    /// <param name="image">An image of the network's input size, uint8 HWC.</param>
    public static Backbone Create(string name, int classCount, byte[] image)
    {
        var backbone = BackboneRegistry.Create(name, classCount, seed: 5);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var generator = new Generator(6);
        foreach (var (key, tensor) in ModuleState.Tensors(backbone))
        {
            if (key.EndsWith("layer_scale", StringComparison.Ordinal))
            {
                tensor.uniform_(0.1, 0.3, generator);
            }
            else if (tensor.Dimensions == 1 && key.EndsWith("weight", StringComparison.Ordinal))
            {
                tensor.uniform_(0.5, 1.5, generator);
            }
            else if (tensor.Dimensions == 1 && key.EndsWith("bias", StringComparison.Ordinal))
            {
                tensor.normal_(0, 0.1, generator);
            }
        }

        var hooks = backbone.modules().OfType<BatchNorm2d>().Select(norm => norm.register_forward_pre_hook((_, maps) =>
        {
            norm.running_mean!.copy_(maps.mean([0L, 2L, 3L])).add_(randn(norm.running_mean.shape, generator: generator).mul(0.1));
            norm.running_var!.copy_(maps.var([0L, 2L, 3L])).mul_(rand(norm.running_var.shape, generator: generator).add(0.5));
            return maps;
        })).ToList();
        backbone.eval();
        using var input = new ImageInput(backbone.Config, CPU);
        backbone.call(input.ToDevice(image, backbone.Config.InputSize, 1));
        hooks.ForEach(hook => hook.remove());
        return backbone;
    }
}
