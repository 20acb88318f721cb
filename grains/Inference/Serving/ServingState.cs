namespace BirdGrid.Grains.Inference.Serving;

/// <summary>Where a model version is on its way into memory and out of it.</summary>
public enum ServingState
{
    /// <summary>Not in memory; a request for it, or a load, brings it there.</summary>
    Unloaded = 0,

    /// <summary>Its network is read and built.</summary>
    Loading = 1,

    /// <summary>It classifies blank images, so that the first caller does not pay for first times.</summary>
    WarmingUp = 2,

    /// <summary>It answers.</summary>
    Ready = 3,

    /// <summary>It finishes what it has and takes no more.</summary>
    Draining = 4,

    /// <summary>It could not be loaded; the reason says why. The next request tries again.</summary>
    Failed = 5,
}
