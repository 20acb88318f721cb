using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Cli.Quickstart;

/// <summary>The photos of a tour, and what is trained on them.</summary>
internal interface IQuickstartPhotos
{
    /// <summary>For people.</summary>
    string Description { get; }

    /// <summary>Name of the dataset.</summary>
    string DatasetName { get; }

    /// <summary>Shorter side of the renditions in pixels; null: the default.</summary>
    int? RenditionSize { get; }

    /// <summary>Makes sure that the photos are there.</summary>
    /// <returns>Those that are imported, and what lies among them.</returns>
    Task<PhotoListing> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>What is trained on them.</summary>
    TrainingSpec Spec(DatasetVersion version, ulong seed);

    /// <summary>Photos that are not imported: the model cannot have seen them.</summary>
    Task<IReadOnlyList<(string Name, byte[] Photo)>> UnseenAsync(int count, CancellationToken cancellationToken);
}
