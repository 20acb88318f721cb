using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Vision.Weights;

/// <summary>A network's weights as plain bytes: named tensors in order, and free text about them. Immutable; nothing to dispose.</summary>
public sealed class StateDict
{
    private readonly Dictionary<string, WeightTensor> byName = new(StringComparer.Ordinal);

    /// <summary>Gathers tensors under their names.</summary>
    /// <param name="tensors">The tensors, in state-dict order.</param>
    /// <param name="metadata">Free text, as safetensors files carry it; none by default.</param>
    /// <exception cref="ArgumentException">A name is empty or doubled, or a tensor's bytes do not fill its shape.</exception>
    public StateDict(IEnumerable<WeightTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Tensors = [.. tensors];
        Metadata = metadata ?? new Dictionary<string, string>();
        foreach (var tensor in Tensors)
        {
            ArgumentException.ThrowIfNullOrEmpty(tensor.Name, nameof(tensors));
            if (tensor.DType.ByteLength(tensor.Shape) != tensor.Data.Length)
            {
                throw new ArgumentException(
                    $"'{tensor.Name}' is {WeightDTypes.Describe(tensor.DType, tensor.Shape)} but has {tensor.Data.Length} bytes.", nameof(tensors));
            }

            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException($"'{tensor.Name}' occurs twice.", nameof(tensors));
            }
        }
    }

    /// <summary>The tensors, in order.</summary>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Free text; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">State-dict key.</param>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public WeightTensor this[string name] =>
        byName.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"There is no tensor '{name}'.");

    /// <summary>Looks a tensor up.</summary>
    /// <param name="name">State-dict key.</param>
    /// <param name="tensor">The tensor, or null.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryFind(string name, [NotNullWhen(true)] out WeightTensor? tensor) => byName.TryGetValue(name, out tensor);
}
