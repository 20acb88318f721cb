namespace BirdGrid.Vision.Training;

/// <summary>A rectangle of a picture, in pixels.</summary>
internal readonly record struct PixelRectangle(int Top, int Left, int Height, int Width)
{
    /// <summary>Pixels of it.</summary>
    public int Area => Height * Width;
}
