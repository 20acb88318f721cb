using BirdGrid.Vision.Photos;
using SkiaSharp;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>Draws birds in varied poses, plumages and places. Each picture is a pure function of species, seed and index.</summary>
public sealed class BirdPainter
{
    private readonly int side;

    /// <summary>Sets the size.</summary>
    /// <param name="side">Side of the square pictures in pixels, 32 to 1024.</param>
    public BirdPainter(int side = 160)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 32);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 1024);
        this.side = side;
    }

    /// <summary>Draws one bird.</summary>
    /// <param name="species">What to draw.</param>
    /// <param name="seed">The set's seed.</param>
    /// <param name="index">Number of the picture within its species.</param>
    public RgbImage Draw(BirdSpecies species, ulong seed, int index)
    {
        var random = PictureRandom.For(seed, species.Name, index);
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Scale(side);
            float perch = (float)random.Between(0.62, 0.80);
            SceneBrush.Paint(canvas, random, perch);
            canvas.Save();
            Place(canvas, random, perch);
            new BirdBrush(canvas, species, random).Paint();
            canvas.Restore();
            SceneBrush.Foreground(canvas, random);
        }

        return ToImage(bitmap);
    }

    // The bird's own frame: its feet at the origin, its body one unit long, looking to the right.
    private static void Place(SKCanvas canvas, PictureRandom random, float perch)
    {
        double size = random.Between(0.30, 0.46);
        canvas.Translate((float)random.Between(0.38, 0.62), perch);
        canvas.RotateDegrees((float)random.Between(-9, 9));
        canvas.Scale((float)(random.Chance(0.5) ? size : -size), (float)size);
    }

    private RgbImage ToImage(SKBitmap bitmap)
    {
        var image = new RgbImage(side, side);
        var pixels = bitmap.GetPixelSpan();
        var target = image.PixelsHwc;
        for (int i = 0; i < side * side; i++)
        {
            pixels.Slice(i * 4, 3).CopyTo(target[(i * 3)..]);
        }

        return image;
    }
}
