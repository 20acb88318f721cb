namespace BirdGrid.Vision.Photos;

/// <summary>A rectangle of pixels inside a picture.</summary>
/// <param name="Left">First column, from 0.</param>
/// <param name="Top">First row, from 0.</param>
/// <param name="Width">Number of columns, at least 1.</param>
/// <param name="Height">Number of rows, at least 1.</param>
public readonly record struct PixelWindow(int Left, int Top, int Width, int Height);
