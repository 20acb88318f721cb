using System.Globalization;
using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>What was drawn for a photo, in a few words.</summary>
internal static class DrawCaption
{
    private static readonly Complex Centre = new(0.5, 0.5);

    /// <summary>The parts that were drawn, separated by commas, each held together by no-break spaces; angles are counter-clockwise.</summary>
    public static string Of(in DrawnAugmentation drawn, AugmentationPolicy policy)
    {
        var words = new List<string>();
        DrawnFrame frame = drawn.Frame;
        words.Add(Text($"area {100 * frame.AreaShare:0}%"));
        AddWhere(words, frame.Mirrored, $"flip");
        AddWhere(words, frame.RotationDegrees != 0, $"turn {frame.RotationDegrees:0}°");
        AddWhere(words, frame.ShearX != 0 || frame.ShearY != 0, $"shear {frame.ShearX:0.00},{frame.ShearY:0.00}");
        AddWhere(words, frame.ShiftX != 0 || frame.ShiftY != 0, $"shift {frame.ShiftX:0.00},{frame.ShiftY:0.00}");
        if (drawn.Mobius is { } mobius)
        {
            words.Add(Mobius(mobius, (drawn.Alternative is { } number ? policy.OneOf[number].Mobius : null) ?? policy.Mobius));
        }

        if (drawn.ColourFactors is { } colour)
        {
            AddWhere(words, colour.Brightness != 1, $"bright {colour.Brightness:0.00}");
            AddWhere(words, colour.Contrast != 1, $"contrast {colour.Contrast:0.00}");
            AddWhere(words, colour.Saturation != 1, $"satur {colour.Saturation:0.00}");
            AddWhere(words, colour.HueDegrees != 0, $"hue {colour.HueDegrees:0}°");
        }

        AddWhere(words, drawn.NoiseStdDevLevels > 0, $"noise {drawn.NoiseStdDevLevels:0.0}");
        if (drawn.Cutout is { } box)
        {
            words.Add(Text($"cutout {box.Width}×{box.Height}"));
        }

        string alternative = drawn.Alternative is { } chosen ? $"{policy.OneOf[chosen].Name}: " : string.Empty;
        return alternative + string.Join(", ", words.Select(word => word.Replace(' ', '\u00A0')));
    }

    /// <summary>The map's turn and zoom at the output's centre.</summary>
    private static string Mobius(MobiusMap forward, MobiusOptions options)
    {
        MobiusMap image = forward.Inverse();
        Complex denominator = (image.C * Centre) + image.D;
        Complex derivative = image.Determinant / (denominator * denominator);
        return Text($"Möbius {options.Mode} {-derivative.Phase * (180 / Math.PI):0}° {1 / derivative.Magnitude:0.00}×");
    }

    private static void AddWhere(List<string> words, bool drawn, FormattableString text)
    {
        if (drawn)
        {
            words.Add(text.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
