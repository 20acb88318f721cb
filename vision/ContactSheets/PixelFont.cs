using System.Globalization;
using System.Reflection;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.ContactSheets;

/// <summary>A small dot-matrix font of its own: machines without installed fonts write the same captions.</summary>
internal static class PixelFont
{
    /// <summary>Pixels from one line to the next.</summary>
    public const int LineHeight = 11;

    /// <summary>Pixels from one character to the next.</summary>
    public const int CharacterWidth = 6;

    private const int GlyphRows = 8;
    private const string Resource = "contact-sheets/pixel-font.txt";

    private static readonly Dictionary<char, byte[]> Glyphs = ReadGlyphs();

    /// <summary>The lines of a text, broken between words so that each fits a width; a longer word has a line of its own and is cut off. No-break spaces hold words together.</summary>
    public static string[] Wrap(string text, int widthPixels)
    {
        int most = Math.Max(1, widthPixels / CharacterWidth);
        var lines = new List<string>();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= most)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word[..Math.Min(word.Length, most)]);
            }
        }

        return [.. lines];
    }

    /// <summary>Writes one line; what is beyond the picture's edges is lost, and characters the font does not have are left blank.</summary>
    public static void Draw(RgbImage picture, string line, int left, int top, byte grey)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (Glyphs.TryGetValue(line[i], out byte[]? columns))
            {
                DrawGlyph(picture, columns, left + (i * CharacterWidth), top, grey);
            }
        }
    }

    private static void DrawGlyph(RgbImage picture, byte[] columns, int left, int top, byte grey)
    {
        for (int column = 0; column < columns.Length; column++)
        {
            for (int row = 0; row < GlyphRows; row++)
            {
                int x = left + column;
                int y = top + row;
                if (((columns[column] >> row) & 1) != 0 && x < picture.Width && y < picture.Height)
                {
                    picture.PixelsHwc.Slice((y * picture.Stride) + (x * 3), 3).Fill(grey);
                }
            }
        }
    }

    private static Dictionary<char, byte[]> ReadGlyphs()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!);
        var glyphs = new Dictionary<char, byte[]>();
        while (reader.ReadLine() is { } line)
        {
            // A line is a character, a blank and the columns in hexadecimal; others are remarks.
            if (line.Length > 2 && line[1] == ' ')
            {
                glyphs.Add(line[0], [.. line[2..].Split(' ').Select(column => byte.Parse(column, NumberStyles.HexNumber, CultureInfo.InvariantCulture))]);
            }
        }

        return glyphs;
    }
}
