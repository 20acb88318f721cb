using SkiaSharp;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>Paints the places birds sit in. The canvas is one unit wide and high.</summary>
internal static class SceneBrush
{
    private static readonly (uint Top, uint Bottom, uint Blob)[] Palettes =
    [
        (0xBFD9EE, 0xE9F1F2, 0x9DB98A),
        (0x8FAF86, 0xC9D7A8, 0x5F8455),
        (0xD9C9A3, 0xEFE6CC, 0xA98F5A),
        (0x6F93A8, 0xB8CCCF, 0x4E7285),
        (0xE7ECF1, 0xF7F8FA, 0xC3CDD6),
        (0x5B6F4E, 0x93A46F, 0x3E5236),
        (0xF0D2B0, 0xF7E9D6, 0xD79A6A),
    ];

    /// <summary>Sky, blurred growth and a perch at a height.</summary>
    public static void Paint(SKCanvas canvas, PictureRandom random, float perch)
    {
        var (top, bottom, blob) = random.Pick<(uint Top, uint Bottom, uint Blob)>(Palettes);
        using var sky = new SKPaint { IsAntialias = true };
        using var gradient = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(0, 1), [random.Near(Opaque(top), 0.2), random.Near(Opaque(bottom), 0.2)], SKShaderTileMode.Clamp);
        sky.Shader = gradient;
        canvas.DrawRect(0, 0, 1, 1, sky);

        using var growth = new SKPaint { IsAntialias = true };
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, (float)random.Between(0.02, 0.06));
        growth.MaskFilter = blur;
        int blobs = (int)random.Between(5, 16);
        for (int i = 0; i < blobs; i++)
        {
            growth.Color = random.Near(Opaque(blob), 0.5).WithAlpha((byte)random.Between(40, 150));
            canvas.DrawCircle((float)random.Unit(), (float)random.Between(0.1, 1.1), (float)random.Between(0.05, 0.22), growth);
        }

        Perch(canvas, random, perch);
    }

    /// <summary>Leaves before the bird, and uneven light.</summary>
    public static void Foreground(SKCanvas canvas, PictureRandom random)
    {
        if (random.Chance(0.35))
        {
            int leaves = (int)random.Between(1, 4);
            for (int i = 0; i < leaves; i++)
            {
                Leaf(canvas, random, (float)random.Unit(), (float)random.Between(0.7, 1.0), random.Between(0.08, 0.16));
            }
        }

        using var light = new SKPaint();
        var centre = new SKPoint((float)random.Between(0.2, 0.8), (float)random.Between(0.1, 0.6));
        using var vignette = SKShader.CreateRadialGradient(centre, 1.0f, [SKColors.White.WithAlpha((byte)random.Between(0, 40)), SKColors.Black.WithAlpha((byte)random.Between(20, 90))], SKShaderTileMode.Clamp);
        light.Shader = vignette;
        canvas.DrawRect(0, 0, 1, 1, light);
    }

    private static void Perch(SKCanvas canvas, PictureRandom random, float height)
    {
        using var wood = new SKPaint { IsAntialias = true, StrokeCap = SKStrokeCap.Round, Style = SKPaintStyle.Stroke };
        wood.Color = random.Near(new SKColor(0x6B, 0x51, 0x3A), 0.4);
        wood.StrokeWidth = (float)random.Between(0.025, 0.055);
        float tilt = (float)random.Between(-0.08, 0.08);
        using var builder = new SKPathBuilder();
        builder.MoveTo(-0.05f, height + tilt + (wood.StrokeWidth / 2));
        builder.QuadTo(0.5f, height + (wood.StrokeWidth / 2), 1.05f, height - tilt + (wood.StrokeWidth / 2));
        using var branch = builder.Detach();
        canvas.DrawPath(branch, wood);
        wood.Color = wood.Color.WithAlpha(90);
        int leaves = (int)random.Between(0, 5);
        for (int i = 0; i < leaves; i++)
        {
            Leaf(canvas, random, (float)random.Unit(), height, random.Between(0.05, 0.11));
        }
    }

    private static void Leaf(SKCanvas canvas, PictureRandom random, float x, float y, double length)
    {
        using var paint = new SKPaint { IsAntialias = true };
        paint.Color = random.Near(random.Pick(new SKColor(0x5E, 0x86, 0x3F), new SKColor(0x86, 0x9A, 0x45), new SKColor(0xA8, 0x7B, 0x3B)), 0.4).WithAlpha(235);
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees((float)random.Between(0, 360));
        canvas.DrawOval((float)length / 2, 0, (float)length / 2, (float)length / 5, paint);
        canvas.Restore();
    }

    private static SKColor Opaque(uint rgb) => new(0xFF000000 | rgb);
}
