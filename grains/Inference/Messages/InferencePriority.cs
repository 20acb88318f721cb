namespace BirdGrid.Grains.Inference.Messages;

/// <summary>Who goes first where requests wait.</summary>
public enum InferencePriority
{
    /// <summary>Before all others: somebody is looking at a screen.</summary>
    High = 0,

    /// <summary>The default.</summary>
    Normal = 1,

    /// <summary>What can wait: bulk work.</summary>
    Low = 2,

    /// <summary>Copies for a shadow version: the first to be turned away.</summary>
    Shadow = 3,
}
