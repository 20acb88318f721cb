using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Weights;

/// <summary>The live tensors of a module in PyTorch's state-dict order.</summary>
public static class ModuleState
{
    /// <summary>
    /// Parameters, then persistent buffers, module by module in depth-first order, as PyTorch's <c>state_dict()</c> lists them
    /// (TorchSharp's own lists all parameters of the tree before all buffers).
    /// </summary>
    /// <param name="module">The root.</param>
    /// <returns>State-dict keys with the tensors themselves, not copies: do not dispose them.</returns>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Tensors(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var tensors = new List<(string, Tensor)>();
        Collect(module, prefix: string.Empty, tensors);
        return tensors;
    }

    private static void Collect(Module module, string prefix, List<(string, Tensor)> tensors)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
        {
            tensors.Add((prefix + name, parameter));
        }

        foreach (var (name, buffer) in module.named_buffers(recurse: false, include_nonpersistent: false))
        {
            tensors.Add((prefix + name, buffer));
        }

        foreach (var (name, child) in module.named_children())
        {
            Collect(child, $"{prefix}{name}.", tensors);
        }
    }
}
