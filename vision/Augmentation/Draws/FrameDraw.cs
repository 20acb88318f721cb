namespace BirdGrid.Vision.Augmentation;

/// <summary>Draws the affine part of a photo's geometry: where the frame lies, how it is turned, sheared, shifted and mirrored.</summary>
internal static class FrameDraw
{
    public static (SourceFrame Source, DrawnFrame Drawn) For(AugmentationPolicy policy, PolicyAlternative? alternative, PhiloxKey key, int photoWidth, int photoHeight)
    {
        bool mirrored = new PhiloxRandom(key, (int)DrawStream.Flip).NextBool(alternative?.FlipProbability ?? policy.FlipProbability);
        double angle = Angle(alternative?.Rotation ?? policy.Rotation, key);
        var (shearX, shearY) = Shear(alternative?.Shear ?? policy.Shear, key);
        var (shiftX, shiftY) = Shift(alternative?.Shift ?? policy.Shift, key);
        SourceFrame box = Box(alternative?.Crop ?? policy.Crop, angle * (Math.PI / 180), key, photoWidth, photoHeight);
        double areaShare = box.Determinant / ((double)photoWidth * photoHeight);
        return (Sheared(box, shearX, shearY, shiftX, shiftY), new DrawnFrame(mirrored, areaShare, angle, shearX, shearY, shiftX, shiftY));
    }

    /// <summary>
    /// The frame over the photo. Area and aspect are drawn directly: the aspect log-uniformly among those at which a frame of that area
    /// fits the photo; where none does, the nearest aspect with as much area as fits. Frames larger than the photo need not fit.
    /// </summary>
    private static SourceFrame Box(CropOptions? crop, double angleRadians, PhiloxKey key, int photoWidth, int photoHeight)
    {
        var random = new PhiloxRandom(key, (int)DrawStream.Crop);
        double shareDraw = random.NextDouble();
        double aspectDraw = random.NextDouble();
        double xDraw = random.NextDouble();
        double yDraw = random.NextDouble();
        if (crop is null || !random.NextBool(crop.Probability))
        {
            int side = Math.Min(photoWidth, photoHeight);
            return SourceFrame.OverBox(photoWidth / 2.0, photoHeight / 2.0, side, side, angleRadians);
        }

        double share = crop.AreaMin + ((crop.AreaMax - crop.AreaMin) * shareDraw);
        double area = share * photoWidth * photoHeight;
        bool hasToFit = share <= 1;
        double narrowest = hasToFit ? area / ((double)photoHeight * photoHeight) : 0;
        double widest = hasToFit ? (double)photoWidth * photoWidth / area : double.PositiveInfinity;
        double aspectMin = Math.Min(Math.Max(crop.AspectMin, narrowest), crop.AspectMax);
        double aspectMax = Math.Max(Math.Min(crop.AspectMax, widest), crop.AspectMin);
        double aspect = aspectMin * Math.Pow(aspectMax / aspectMin, aspectDraw);
        double width = Math.Sqrt(area * aspect);
        double height = Math.Sqrt(area / aspect);
        double fit = hasToFit ? Math.Min(1, Math.Min(photoWidth / width, photoHeight / height)) : 1;
        width *= fit;
        height *= fit;
        return SourceFrame.OverBox(
            (width / 2) + (xDraw * (photoWidth - width)),
            (height / 2) + (yDraw * (photoHeight - height)),
            width,
            height,
            angleRadians);
    }

    /// <summary>Shear about the frame's centre, then shift, before the plane (row + i·column of the unit square) is laid over the box.</summary>
    private static SourceFrame Sheared(in SourceFrame box, double shearX, double shearY, double shiftX, double shiftY)
    {
        double row0 = shiftY - (shearY / 2);
        double column0 = shiftX - (shearX / 2);
        return new SourceFrame(
            box.Row0 + (box.RowPerReal * row0) + (box.RowPerImaginary * column0),
            box.RowPerReal + (box.RowPerImaginary * shearX),
            box.RowPerImaginary + (box.RowPerReal * shearY),
            box.Column0 + (box.ColumnPerReal * row0) + (box.ColumnPerImaginary * column0),
            box.ColumnPerReal + (box.ColumnPerImaginary * shearX),
            box.ColumnPerImaginary + (box.ColumnPerReal * shearY));
    }

    private static double Angle(RotationOptions? rotation, PhiloxKey key)
    {
        if (rotation is null)
        {
            return 0;
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Rotation);
        return random.NextBool(rotation.Probability) ? random.NextUniform(-rotation.MaxDegrees, rotation.MaxDegrees) : 0;
    }

    private static (double X, double Y) Shear(ShearOptions? shear, PhiloxKey key) =>
        shear is null ? (0, 0) : Pair(DrawStream.Shear, shear.Probability, shear.MaxX, shear.MaxY, key);

    private static (double X, double Y) Shift(ShiftOptions? shift, PhiloxKey key) =>
        shift is null ? (0, 0) : Pair(DrawStream.Shift, shift.Probability, shift.MaxX, shift.MaxY, key);

    private static (double X, double Y) Pair(DrawStream stream, double probability, double maxX, double maxY, PhiloxKey key)
    {
        var random = new PhiloxRandom(key, (int)stream);
        if (!random.NextBool(probability))
        {
            return (0, 0);
        }

        double x = random.NextUniform(-maxX, maxX);
        return (x, random.NextUniform(-maxY, maxY));
    }
}
