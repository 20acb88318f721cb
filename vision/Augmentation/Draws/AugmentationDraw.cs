namespace BirdGrid.Vision.Augmentation;

/// <summary>Draws what a policy leaves to chance, each stage from its own stream.</summary>
internal static class AugmentationDraw
{
    public static DrawnAugmentation For(AugmentationPolicy policy, PhiloxKey key, int photoWidth, int photoHeight, int outputSize)
    {
        bool mirrored = new PhiloxRandom(key, (int)DrawStream.Flip).NextBool(policy.FlipProbability);
        var mobiusRandom = new PhiloxRandom(key, (int)DrawStream.Mobius);
        bool bent = MobiusSampler.TryDraw(policy.Mobius, outputSize, ref mobiusRandom, out MobiusMap mobius);
        var map = new SamplingMap(
            OutputFrame.UnitSquare(outputSize, mirrored),
            mobius.Inverse(),
            Frame(policy.Crop, Angle(policy.Rotation, key), key, photoWidth, photoHeight));
        return new DrawnAugmentation(
            map,
            bent ? mobius : null,
            Colour(policy.Colour, key),
            NoiseStdDevLevels(policy.Noise, key),
            Cutout(policy.Cutout, key, outputSize));
    }

    /// <summary>
    /// The frame over the photo. Area and aspect are drawn directly: the aspect log-uniformly among those at which a frame of that area
    /// fits the photo; where none does, the nearest aspect with as much area as fits. Frames larger than the photo need not fit.
    /// </summary>
    private static SourceFrame Frame(CropOptions? crop, double angleRadians, PhiloxKey key, int photoWidth, int photoHeight)
    {
        if (crop is null)
        {
            int side = Math.Min(photoWidth, photoHeight);
            return SourceFrame.OverBox(photoWidth / 2.0, photoHeight / 2.0, side, side, angleRadians);
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Crop);
        double share = random.NextUniform(crop.AreaMin, crop.AreaMax);
        double aspectDraw = random.NextDouble();
        double xDraw = random.NextDouble();
        double yDraw = random.NextDouble();

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

    private static double Angle(RotationOptions? rotation, PhiloxKey key)
    {
        if (rotation is null)
        {
            return 0;
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Rotation);
        return random.NextBool(rotation.Probability)
            ? random.NextUniform(-rotation.MaxDegrees, rotation.MaxDegrees) * (Math.PI / 180)
            : 0;
    }

    private static ColourMatrix? Colour(ColourJitterOptions? jitter, PhiloxKey key)
    {
        if (jitter is null)
        {
            return null;
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Colour);
        if (!random.NextBool(jitter.Probability))
        {
            return null;
        }

        double brightness = random.NextUniform(1 - jitter.Brightness, 1 + jitter.Brightness);
        double contrast = random.NextUniform(1 - jitter.Contrast, 1 + jitter.Contrast);
        double saturation = random.NextUniform(1 - jitter.Saturation, 1 + jitter.Saturation);
        return ColourMatrix.FromFactors(brightness, contrast, saturation);
    }

    private static double NoiseStdDevLevels(NoiseOptions? noise, PhiloxKey key) =>
        noise is not null && new PhiloxRandom(key, (int)DrawStream.Noise).NextBool(noise.Probability) ? noise.StdDevLevels : 0;

    private static PixelBox? Cutout(CutoutOptions? cutout, PhiloxKey key, int outputSize)
    {
        if (cutout is null)
        {
            return null;
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Cutout);
        int side = (int)Math.Round(cutout.SideFraction * outputSize);
        if (!random.NextBool(cutout.Probability) || side == 0)
        {
            return null;
        }

        int left = random.NextInt(outputSize) - (side / 2);
        int top = random.NextInt(outputSize) - (side / 2);
        int firstColumn = Math.Max(0, left);
        int firstRow = Math.Max(0, top);
        return new PixelBox(firstColumn, firstRow, Math.Min(left + side, outputSize) - firstColumn, Math.Min(top + side, outputSize) - firstRow);
    }
}
