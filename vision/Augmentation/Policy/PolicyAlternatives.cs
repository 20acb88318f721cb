using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The alternatives of a policy in their order: equal where all of them are equal, so that equal policies are equal records.</summary>
[JsonConverter(typeof(PolicyAlternativesConverter))]
[CollectionBuilder(typeof(PolicyAlternatives), nameof(Create))]
public sealed class PolicyAlternatives : IReadOnlyList<PolicyAlternative>, IEquatable<PolicyAlternatives>
{
    private readonly PolicyAlternative[] alternatives;

    private PolicyAlternatives(PolicyAlternative[] alternatives) => this.alternatives = alternatives;

    /// <summary>No alternatives.</summary>
    public static PolicyAlternatives Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => alternatives.Length;

    /// <inheritdoc/>
    public PolicyAlternative this[int index] => alternatives[index];

    /// <summary>Makes a list.</summary>
    public static PolicyAlternatives Create(ReadOnlySpan<PolicyAlternative> alternatives) => new(alternatives.ToArray());

    /// <inheritdoc/>
    public IEnumerator<PolicyAlternative> GetEnumerator() => ((IEnumerable<PolicyAlternative>)alternatives).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(PolicyAlternatives? other) => other is not null && alternatives.AsSpan().SequenceEqual(other.alternatives);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PolicyAlternatives);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (PolicyAlternative alternative in alternatives)
        {
            hash.Add(alternative);
        }

        return hash.ToHashCode();
    }
}
