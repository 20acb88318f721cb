using System.Reflection;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The policy files inside the assembly, by name.</summary>
internal static class NamedPolicies
{
    /// <summary>Resources are named policies/NAME.json.</summary>
    private const string Folder = "policies/";
    private const string Extension = ".json";

    private static readonly SortedDictionary<string, NamedPolicy> Policies = ReadAll();

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Policies.Keys];

    /// <summary>The policy of a name, in any case.</summary>
    /// <exception cref="AugmentationPolicyException">There is no such policy.</exception>
    public static NamedPolicy Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Policies.TryGetValue(name, out NamedPolicy? policy)
            ? policy
            : throw new AugmentationPolicyException($"There is no augmentation policy \"{name}\"{NearestName.Hint(name, Names)}; known are {string.Join(", ", Names)}.");
    }

    private static SortedDictionary<string, NamedPolicy> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var policies = new SortedDictionary<string, NamedPolicy>(StringComparer.OrdinalIgnoreCase);
        foreach (string resource in assembly.GetManifestResourceNames().Where(r => r.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            string file = reader.ReadToEnd();
            policies.Add(resource[Folder.Length..^Extension.Length], new NamedPolicy(PolicyReader.Read(resource, file), file));
        }

        return policies;
    }

    /// <summary>A policy and the file it was read from.</summary>
    internal sealed record NamedPolicy(AugmentationPolicy Policy, string File);
}
