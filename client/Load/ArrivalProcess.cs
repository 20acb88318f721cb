namespace BirdGrid.Client.Load;

/// <summary>How the gaps between requests vary.</summary>
public enum ArrivalProcess
{
    /// <summary>All gaps are the same.</summary>
    Constant = 0,

    /// <summary>Exponentially distributed gaps: independent callers.</summary>
    Poisson = 1,
}
