namespace BirdGrid.Vision.Weights;

/// <summary>Where ImageNet weights were found, in the order of the search.</summary>
public enum PretrainedWeightsSource
{
    /// <summary>In the user's own folder.</summary>
    Directory,

    /// <summary>In the cache, from an earlier download.</summary>
    Cache,

    /// <summary>Downloaded just now, into the cache.</summary>
    Download,
}
