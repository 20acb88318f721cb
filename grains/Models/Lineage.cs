using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Models;

/// <summary>Where a model version came from: enough to make it again.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.lineage")]
public sealed record Lineage
{
    /// <summary>Training session.</summary>
    [Id(0)]
    public required string SessionId { get; init; }

    /// <summary>Dataset name.</summary>
    [Id(1)]
    public required string Dataset { get; init; }

    /// <summary>Dataset version.</summary>
    [Id(2)]
    public required int DatasetVersion { get; init; }

    /// <summary>The dataset version's manifest.</summary>
    [Id(3)]
    public required BlobRef Manifest { get; init; }

    /// <summary>"model@version" that training continued from, or null.</summary>
    [Id(4)]
    public string? ParentVersion { get; init; }

    /// <summary>Backbone's registry name.</summary>
    [Id(5)]
    public required string Backbone { get; init; }

    /// <summary>Training method, as in <see cref="OptionsJson"/>.</summary>
    [Id(6)]
    public required string Method { get; init; }

    /// <summary><c>pretrained</c>, <c>scratch</c> or <c>continued</c>.</summary>
    [Id(7)]
    public required string Initialization { get; init; }

    /// <summary>Origin of the initial weights: a file name with its SHA-256, or null.</summary>
    [Id(8)]
    public string? InitialWeights { get; init; }

    /// <summary>The session's seed.</summary>
    [Id(9)]
    public required ulong Seed { get; init; }

    /// <summary>The augmentation policy.</summary>
    [Id(10)]
    public required string AugmentationJson { get; init; }

    /// <summary>The hyper-parameters.</summary>
    [Id(11)]
    public required string OptionsJson { get; init; }

    /// <summary>Version of BirdGrid that trained it.</summary>
    [Id(12)]
    public required string CodeVersion { get; init; }

    /// <summary>Epochs that were run.</summary>
    [Id(13)]
    public required int EpochsRun { get; init; }

    /// <summary>Epoch whose weights were kept.</summary>
    [Id(14)]
    public required int KeptEpoch { get; init; }
}
