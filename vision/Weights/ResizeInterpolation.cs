namespace BirdGrid.Vision.Weights;

/// <summary>Filter that photos are resized with.</summary>
public enum ResizeInterpolation
{
    /// <summary>Antialiased bilinear (triangle filter): what BirdGrid does.</summary>
    Bilinear,

    /// <summary>Antialiased bicubic.</summary>
    Bicubic,
}
