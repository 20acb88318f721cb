using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.ContactSheets;

/// <summary>Pictures side by side in one, each with lines of text below it.</summary>
public static class ContactSheet
{
    private const byte Paper = 255;
    private const byte Ink = 40;

    /// <summary>Puts pictures into a grid, row by row, without scaling.</summary>
    /// <param name="pictures">Pictures of one size.</param>
    /// <param name="columns">Pictures of a row.</param>
    /// <param name="gap">White pixels between pictures.</param>
    /// <exception cref="ArgumentException">There are none, or they differ in size.</exception>
    public static RgbImage Compose(IReadOnlyList<RgbImage> pictures, int columns, int gap = 4)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return Compose([.. pictures.Select(picture => new CaptionedPicture(picture, string.Empty))], columns, gap);
    }

    /// <summary>Puts pictures with captions into a grid, row by row, without scaling; captions are wrapped between words to the pictures' width.</summary>
    /// <param name="pictures">Pictures of one size.</param>
    /// <param name="columns">Pictures of a row.</param>
    /// <param name="gap">White pixels between pictures, and between a picture and its caption.</param>
    /// <exception cref="ArgumentException">There are none, or they differ in size.</exception>
    public static RgbImage Compose(IReadOnlyList<CaptionedPicture> pictures, int columns, int gap = 4)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (pictures.Count == 0 || pictures.Any(p => p.Picture.Width != pictures[0].Picture.Width || p.Picture.Height != pictures[0].Picture.Height))
        {
            throw new ArgumentException("A contact sheet needs pictures of one size.", nameof(pictures));
        }

        int width = pictures[0].Picture.Width;
        int height = pictures[0].Picture.Height;
        string[][] captions = [.. pictures.Select(p => PixelFont.Wrap(p.Caption, width))];
        int lines = captions.Max(caption => caption.Length);
        int pitchX = width + gap;
        int pitchY = height + gap + (lines == 0 ? 0 : gap + (lines * PixelFont.LineHeight));
        int rows = (pictures.Count + columns - 1) / columns;

        // Text at the very edge is hard to read.
        int margin = lines == 0 ? 0 : gap;
        var sheet = new RgbImage((Math.Min(columns, pictures.Count) * pitchX) - gap + (2 * margin), (rows * pitchY) - gap + (2 * margin));
        sheet.PixelsHwc.Fill(Paper);
        for (int i = 0; i < pictures.Count; i++)
        {
            int left = margin + (i % columns * pitchX);
            int top = margin + (i / columns * pitchY);
            Place(pictures[i].Picture, sheet, left, top);
            for (int line = 0; line < captions[i].Length; line++)
            {
                PixelFont.Draw(sheet, captions[i][line], left, top + height + gap + (line * PixelFont.LineHeight), Ink);
            }
        }

        return sheet;
    }

    /// <summary>Writes a sheet as a PNG file, whole or not at all.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="path">Path of the file; one that is there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void WritePng(RgbImage sheet, string path)
    {
        byte[] png = PhotoEncoder.EncodePng(sheet);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private static void Place(RgbImage picture, RgbImage sheet, int left, int top)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            picture.PixelsHwc.Slice(y * picture.Stride, picture.Stride).CopyTo(sheet.PixelsHwc[(((top + y) * sheet.Stride) + (left * 3))..]);
        }
    }
}
