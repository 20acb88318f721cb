using System.Globalization;

namespace BirdGrid.Cli;

/// <summary>Lengths of time on a command line: <c>500ms</c>, <c>5s</c>, <c>2m</c>, or a number of seconds.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60)];

    /// <summary>Reads a length of time.</summary>
    /// <param name="option">Option that has it, for the message.</param>
    /// <param name="text">The text.</param>
    /// <param name="shortest">Least that is allowed.</param>
    /// <param name="longest">Most that is allowed.</param>
    /// <exception cref="CommandException">It is none, or outside the bounds.</exception>
    public static TimeSpan Read(string option, string text, TimeSpan shortest, TimeSpan longest)
    {
        var (unit, seconds) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal), (string.Empty, 1));
        if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            throw new CommandException(ExitCodes.Usage, $"{option} {text} is no length of time: write 500ms, 5s or 2m.");
        }

        double length = number * seconds;
        return length >= shortest.TotalSeconds && length <= longest.TotalSeconds
            ? TimeSpan.FromSeconds(length)
            : throw new CommandException(ExitCodes.Usage, $"{option} {text} is out of range: {Show(shortest)} to {Show(longest)}.");
    }

    private static string Show(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");
}
