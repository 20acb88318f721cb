using System.Globalization;

namespace BirdGrid.Client.Load;

/// <summary>Values of a sweep: from a start to an end, in steps that are added or multiplied.</summary>
/// <param name="Start">First value, above 0.</param>
/// <param name="End">Largest value, at least the start.</param>
/// <param name="Step">What is added, above 0; or what is multiplied by, above 1.</param>
/// <param name="IsFactor">Whether the step is multiplied.</param>
public sealed record LoadRange(double Start, double End, double Step, bool IsFactor)
{
    private const int MostValues = 1000;

    /// <summary>The values, ascending.</summary>
    public IEnumerable<double> Values
    {
        get
        {
            // A value that was meant to be the end may miss it by a rounding error.
            double limit = End * (1 + 1e-9);
            for (int i = 0; Value(i) <= limit; i++)
            {
                yield return Value(i);
            }
        }
    }

    /// <summary>Reads <c>8</c>, <c>1:16</c>, <c>50:400:50</c> or <c>1:64:x2</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static LoadRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        bool isFactor = parts.Length == 3 && parts[2].StartsWith('x');
        if (parts.Length > 3
            || !TryRead(parts[0], out double start)
            || !TryRead(parts.Length > 1 ? parts[1] : parts[0], out double end)
            || !TryRead(parts.Length == 3 ? parts[2].TrimStart('x') : "1", out double step)
            || end < start
            || (isFactor && step <= 1))
        {
            throw new FormatException($"'{text}' is no range: write START:END:STEP with numbers above 0, for example 50:400:50, 1:64:x2 (twice as much each time) or 8.");
        }

        var range = new LoadRange(start, end, step, isFactor);
        return range.Values.Take(MostValues + 1).Count() <= MostValues
            ? range
            : throw new FormatException($"'{text}' has more than {MostValues} values: take a larger step.");
    }

    private double Value(int index) => IsFactor ? Start * Math.Pow(Step, index) : Start + (Step * index);

    private static bool TryRead(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);
}
