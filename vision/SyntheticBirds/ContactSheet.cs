using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>Pictures side by side in one.</summary>
public static class ContactSheet
{
    /// <summary>Puts pictures into a grid, row by row, without scaling.</summary>
    /// <param name="pictures">Pictures of one size.</param>
    /// <param name="columns">Pictures of a row.</param>
    /// <param name="gap">White pixels between pictures.</param>
    /// <exception cref="ArgumentException">There are none, or they differ in size.</exception>
    public static RgbImage Compose(IReadOnlyList<RgbImage> pictures, int columns, int gap = 4)
    {
        if (pictures.Count == 0 || pictures.Any(p => p.Width != pictures[0].Width || p.Height != pictures[0].Height))
        {
            throw new ArgumentException("A contact sheet needs pictures of one size.", nameof(pictures));
        }

        int width = pictures[0].Width;
        int height = pictures[0].Height;
        int rows = (pictures.Count + columns - 1) / columns;
        var sheet = new RgbImage((columns * (width + gap)) - gap, (rows * (height + gap)) - gap);
        sheet.PixelsHwc.Fill(byte.MaxValue);
        for (int i = 0; i < pictures.Count; i++)
        {
            int left = i % columns * (width + gap);
            int top = i / columns * (height + gap);
            for (int y = 0; y < height; y++)
            {
                pictures[i].PixelsHwc.Slice(y * pictures[i].Stride, pictures[i].Stride).CopyTo(sheet.PixelsHwc[(((top + y) * sheet.Stride) + (left * 3))..]);
            }
        }

        return sheet;
    }
}
