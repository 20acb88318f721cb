namespace BirdGrid.Vision.Augmentation;

/// <summary>Draws what a policy leaves to chance, each stage from its own stream.</summary>
internal static class AugmentationDraw
{
    public static DrawnAugmentation For(AugmentationPolicy policy, PhiloxKey key, int photoWidth, int photoHeight, int outputSize)
    {
        int? chosen = policy.OneOf.Count == 0 ? null : new PhiloxRandom(key, (int)DrawStream.Alternative).NextInt(policy.OneOf.Count);
        PolicyAlternative? alternative = chosen is { } number ? policy.OneOf[number] : null;
        var (source, frame) = FrameDraw.For(policy, alternative, key, photoWidth, photoHeight);
        var mobiusRandom = new PhiloxRandom(key, (int)DrawStream.Mobius);
        bool bent = MobiusSampler.TryDraw(alternative?.Mobius ?? policy.Mobius, outputSize, ref mobiusRandom, out MobiusMap mobius);
        ColourFactors? colour = Colour(alternative?.Colour ?? policy.Colour, key);
        return new DrawnAugmentation(
            new SamplingMap(OutputFrame.UnitSquare(outputSize, frame.Mirrored), mobius.Inverse(), source),
            bent ? mobius : null,
            colour?.ToMatrix(),
            NoiseStdDevLevels(alternative?.Noise ?? policy.Noise, key),
            Cutout(alternative?.Cutout ?? policy.Cutout, key, outputSize))
        {
            Alternative = chosen,
            Frame = frame,
            ColourFactors = colour,
        };
    }

    private static ColourFactors? Colour(ColourJitterOptions? jitter, PhiloxKey key)
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
        return new ColourFactors(brightness, contrast, saturation, random.NextUniform(-jitter.HueDegrees, jitter.HueDegrees));
    }

    private static double NoiseStdDevLevels(NoiseOptions? noise, PhiloxKey key)
    {
        if (noise is null)
        {
            return 0;
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Noise);
        return random.NextBool(noise.Probability) ? random.NextUniform(noise.StdDevLevelsMin ?? noise.StdDevLevels, noise.StdDevLevels) : 0;
    }

    private static PixelBox? Cutout(CutoutOptions? cutout, PhiloxKey key, int outputSize)
    {
        if (cutout is null)
        {
            return null;
        }

        var random = new PhiloxRandom(key, (int)DrawStream.Cutout);
        bool wanted = random.NextBool(cutout.Probability);
        int centreColumn = random.NextInt(outputSize);
        int centreRow = random.NextInt(outputSize);
        int side = (int)Math.Round(random.NextUniform(cutout.SideFractionMin ?? cutout.SideFraction, cutout.SideFraction) * outputSize);
        if (!wanted || side == 0)
        {
            return null;
        }

        int left = centreColumn - (side / 2);
        int top = centreRow - (side / 2);
        int firstColumn = Math.Max(0, left);
        int firstRow = Math.Max(0, top);
        return new PixelBox(firstColumn, firstRow, Math.Min(left + side, outputSize) - firstColumn, Math.Min(top + side, outputSize) - firstRow);
    }
}
