using SkiaSharp;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>Paints one bird: feet at the origin, body one unit long, looking to the right, up is negative.</summary>
internal sealed class BirdBrush(SKCanvas canvas, BirdSpecies species, PictureRandom random)
{
    private readonly double spread = random.Between(0.05, 0.30);
    private readonly double lift = random.Between(15, 38);
    private readonly double headTurn = random.Between(-12, 14);
    private readonly double wingDrop = random.Between(-8, 12);

    private float BodyY => (float)-(species.LegLength + (species.Plumpness * 0.45));

    /// <summary>Paints from far to near: tail, legs, body, wing, head.</summary>
    public void Paint()
    {
        Legs();
        canvas.Save();
        canvas.Translate(0, BodyY);
        canvas.RotateDegrees((float)-lift);
        Tail();
        Body();
        Wing();
        Head();
        canvas.Restore();
    }

    private void Tail()
    {
        float length = (float)species.TailLength;
        using var builder = new SKPathBuilder();
        builder.MoveTo(-0.30f, -0.09f);
        builder.CubicTo(-0.50f, -0.10f, -0.40f - (length * 0.7f), -0.07f, -0.42f - length, -0.02f);
        builder.LineTo(-0.40f - length, 0.10f);
        builder.CubicTo(-0.40f - (length * 0.6f), 0.10f, -0.45f, 0.10f, -0.30f, 0.10f);
        builder.Close();
        using var tail = builder.Detach();
        Fill(tail, species.Flight, species.Back, -0.1f, 0.15f);
    }

    private void Legs()
    {
        using var paint = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round, StrokeWidth = 0.028f };
        paint.Color = random.Near(species.Legs, spread);
        canvas.DrawLine(-0.06f, 0.01f, -0.03f, BodyY, paint);
        canvas.DrawLine(0.08f, 0.01f, 0.04f, BodyY, paint);
        paint.StrokeWidth = 0.022f;
        canvas.DrawLine(-0.10f, 0.01f, 0.02f, 0.01f, paint);
        canvas.DrawLine(0.04f, 0.01f, 0.16f, 0.01f, paint);
    }

    private void Body()
    {
        float depth = (float)species.Plumpness / 2;
        using var builder = new SKPathBuilder();
        builder.MoveTo(-0.42f, 0.02f);
        builder.CubicTo(-0.30f, -depth * 0.9f, 0.10f, -depth * 1.15f, 0.42f, -depth * 0.55f);
        builder.CubicTo(0.55f, -depth * 0.1f, 0.50f, depth * 0.9f, 0.18f, depth * 1.1f);
        builder.CubicTo(-0.10f, depth * 1.2f, -0.35f, depth * 0.7f, -0.42f, 0.02f);
        builder.Close();
        using var body = builder.Detach();
        Fill(body, species.Back, species.Belly, -depth * 0.5f, depth * 0.5f);
        Streaks(body, depth);
    }

    private void Streaks(SKPath body, float depth)
    {
        if (species.Streaks <= 0)
        {
            return;
        }

        canvas.Save();
        canvas.ClipPath(body, SKClipOperation.Intersect, antialias: true);
        using var paint = new SKPaint { IsAntialias = true, Color = random.Near(species.Flight, spread).WithAlpha(200) };
        int count = (int)(species.Streaks * random.Between(22, 34));
        for (int i = 0; i < count; i++)
        {
            float x = (float)random.Between(-0.20, 0.46);
            float y = (float)random.Between(0.05, depth * 1.05);
            canvas.DrawOval(x, y, 0.020f, 0.034f, paint);
        }

        canvas.Restore();
    }

    private void Wing()
    {
        canvas.Save();
        canvas.RotateDegrees((float)wingDrop, 0.2f, -0.1f);
        using var builder = new SKPathBuilder();
        builder.MoveTo(0.28f, -0.12f);
        builder.CubicTo(0.10f, -0.26f, -0.30f, -0.20f, -0.62f, 0.02f);
        builder.CubicTo(-0.35f, 0.16f, 0.05f, 0.20f, 0.24f, 0.06f);
        builder.CubicTo(0.30f, 0.02f, 0.31f, -0.06f, 0.28f, -0.12f);
        builder.Close();
        using var wing = builder.Detach();
        Fill(wing, species.Back, species.Flight, -0.18f, 0.16f);
        canvas.Save();
        canvas.ClipPath(wing, SKClipOperation.Intersect, antialias: true);
        using var feather = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 0.012f, Color = SKColors.Black.WithAlpha(60) };
        for (int i = 0; i < 5; i++)
        {
            canvas.DrawLine(0.16f - (i * 0.06f), 0.06f - (i * 0.01f), -0.60f, 0.03f + (i * 0.012f), feather);
        }

        using var bar = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 0.045f, Color = SKColors.White.WithAlpha(225) };
        for (int i = 0; i < species.WingBars; i++)
        {
            float x = 0.14f - (i * 0.16f);
            canvas.DrawLine(x, -0.24f, x - 0.12f, 0.22f, bar);
        }

        canvas.Restore();
        canvas.Restore();
    }

    private void Head()
    {
        float radius = (float)species.HeadSize / 2;
        canvas.Save();
        canvas.Translate(0.40f, (float)(-species.Plumpness * 0.36));
        canvas.RotateDegrees((float)(lift + headTurn));
        Beak(radius);
        if (species.Crest > 0)
        {
            Crest(radius);
        }

        using var circleBuilder = new SKPathBuilder();
        circleBuilder.AddCircle(0, 0, radius);
        using var circle = circleBuilder.Detach();
        Fill(circle, species.Head, species.Cheek, -radius * 0.2f, radius * 1.2f);
        canvas.Save();
        canvas.ClipPath(circle, SKClipOperation.Intersect, antialias: true);
        using var patch = new SKPaint { IsAntialias = true, Color = random.Near(species.Cap, spread / 2) };
        canvas.DrawOval(-radius * 0.1f, -radius * 0.85f, radius * 1.05f, radius * 0.62f, patch);
        patch.Color = random.Near(species.Cheek, spread / 2);
        canvas.DrawOval(radius * 0.35f, radius * 0.45f, radius * 0.55f, radius * 0.42f, patch);
        if (species.EyeLine)
        {
            patch.Color = new SKColor(0x20, 0x20, 0x22);
            canvas.DrawRect(-radius * 0.9f, -radius * 0.16f, radius * 2f, radius * 0.20f, patch);
        }

        canvas.Restore();
        Eye(radius);
        canvas.Restore();
    }

    private void Beak(float radius)
    {
        float length = (float)species.BeakLength;
        float depth = (float)species.BeakDepth / 2;
        using var builder = new SKPathBuilder();
        builder.MoveTo(radius * 0.80f, -depth);
        builder.QuadTo(radius + (length * 0.6f), -depth * 0.9f, radius + length, depth * 0.35f);
        builder.QuadTo(radius + (length * 0.4f), depth, radius * 0.80f, depth);
        builder.Close();
        using var beak = builder.Detach();
        Fill(beak, species.Beak, species.Beak, -depth, depth);
    }

    private void Crest(float radius)
    {
        float height = (float)(species.Crest * random.Between(0.8, 1.15));
        using var builder = new SKPathBuilder();
        builder.MoveTo(radius * 0.55f, -radius * 0.75f);
        builder.QuadTo(-radius * 0.1f, -radius - (height * 0.7f), -radius * 0.75f, -radius - height);
        builder.QuadTo(-radius * 0.7f, -radius * 0.6f, -radius * 0.95f, -radius * 0.1f);
        builder.Close();
        using var crest = builder.Detach();
        Fill(crest, species.Cap, species.Head, -radius - height, 0);
    }

    private void Eye(float radius)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = new SKColor(0x18, 0x16, 0x15) };
        canvas.DrawCircle(radius * 0.36f, -radius * 0.08f, radius * 0.17f, paint);
        paint.Color = SKColors.White;
        canvas.DrawCircle(radius * 0.41f, -radius * 0.14f, radius * 0.055f, paint);
    }

    // Light from above: each part runs from one colour to the other.
    private void Fill(SKPath path, SKColor above, SKColor below, float from, float to)
    {
        using var paint = new SKPaint { IsAntialias = true };
        using var shade = SKShader.CreateLinearGradient(new SKPoint(0, from), new SKPoint(0, to), [random.Near(above, spread), random.Near(below, spread)], SKShaderTileMode.Clamp);
        paint.Shader = shade;
        canvas.DrawPath(path, paint);
    }
}
