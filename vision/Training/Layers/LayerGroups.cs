using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Training;

/// <summary>
/// A network's layers from the input to the head in groups that learn alike: stem, blocks or stages, head. The groups follow from the state-dict
/// names of any backbone: the children of the root (<c>conv1</c>, <c>layer1</c>, ...), or of its body where all layers but the head lie in one child
/// (<c>features.0</c>, <c>features.1</c>, ...). What holds vectors alone, as a normalisation of its own, belongs to the group before it.
/// </summary>
public sealed class LayerGroups
{
    private readonly Dictionary<string, int> groupOf = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    private LayerGroups()
    {
    }

    /// <summary>State-dict prefixes that the groups begin with, the input's first, the head's last.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The groups of a network.</summary>
    /// <param name="backbone">The network.</param>
    public static LayerGroups Of(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        string head = backbone.Config.ClassifierName;
        string headRoot = FirstParts(head, 1);
        var tensors = ModuleState.Tensors(backbone);
        bool hasOneBody = tensors.Select(entry => FirstParts(entry.Name, 1)).Where(root => root != headRoot).Distinct().Count() == 1;
        var groups = new LayerGroups();
        foreach (var layer in tensors.Where(entry => !IsBelow(entry.Name, head)).GroupBy(entry => KeyOf(entry.Name)))
        {
            if (groups.names.Count == 0 || layer.Any(entry => entry.Tensor.dim() > 1))
            {
                groups.names.Add(layer.Key);
            }

            groups.Assign(layer.Select(entry => entry.Name));
        }

        groups.names.Add(head);
        groups.Assign(tensors.Select(entry => entry.Name).Where(name => IsBelow(name, head)));
        return groups;

        string KeyOf(string name)
        {
            string root = FirstParts(name, 1);
            return root == headRoot || !hasOneBody ? root : FirstParts(name, 2);
        }
    }

    /// <summary>How far a tensor's group lies below the head: 0 for the head itself.</summary>
    /// <param name="tensorName">State-dict key.</param>
    /// <exception cref="KeyNotFoundException">The network has no such tensor.</exception>
    public int DistanceFromHead(string tensorName) =>
        groupOf.TryGetValue(tensorName, out int group)
            ? names.Count - 1 - group
            : throw new KeyNotFoundException($"The network has no tensor '{tensorName}'.");

    private void Assign(IEnumerable<string> tensorNames)
    {
        foreach (string name in tensorNames)
        {
            groupOf[name] = names.Count - 1;
        }
    }

    private static bool IsBelow(string name, string module) =>
        name.Length > module.Length && name[module.Length] == '.' && name.StartsWith(module, StringComparison.Ordinal);

    private static string FirstParts(string name, int count)
    {
        int end = -1;
        for (int part = 0; part < count; part++)
        {
            end = name.IndexOf('.', end + 1);
            if (end < 0)
            {
                return name;
            }
        }

        return name[..end];
    }
}
