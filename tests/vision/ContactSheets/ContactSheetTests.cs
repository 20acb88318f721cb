using BirdGrid.Vision.ContactSheets;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.ContactSheets;

public sealed class ContactSheetTests
{
    [Fact]
    public void Pictures_lie_row_by_row_with_gaps()
    {
        RgbImage[] pictures = [.. Enumerable.Range(1, 5).Select(i => Grey(10, 6, (byte)(i * 20)))];
        var sheet = ContactSheet.Compose(pictures, 3, gap: 2);
        Assert.Equal((34, 14), (sheet.Width, sheet.Height));
        Assert.Equal([20, 255, 255, 40], new[] { At(sheet, 9, 0), At(sheet, 10, 0), At(sheet, 11, 0), At(sheet, 12, 0) });
        Assert.Equal([80, 100, 255], new[] { At(sheet, 0, 8), At(sheet, 12, 13), At(sheet, 24, 8) });
    }

    [Fact]
    public void Captions_are_written_below_their_pictures()
    {
        CaptionedPicture[] pictures = [new(Grey(60, 20, 128), "turn 8°"), new(Grey(60, 20, 128), string.Empty)];
        var sheet = ContactSheet.Compose(pictures, 2, gap: 4);
        Assert.Equal((132, 20 + 4 + 11 + 8), (sheet.Width, sheet.Height));
        Assert.Contains(Enumerable.Range(4, 60), x => Enumerable.Range(28, 8).Any(y => At(sheet, x, y) < 100));
        Assert.DoesNotContain(Enumerable.Range(68, 60), x => Enumerable.Range(28, 8).Any(y => At(sheet, x, y) < 100));
    }

    [Fact]
    public void Captions_are_broken_between_words()
    {
        Assert.Equal(["one two", "three", "seventee"], PixelFont.Wrap("one two three seventeen", 8 * PixelFont.CharacterWidth));
        Assert.Equal(["one", "two\u00A03"], PixelFont.Wrap("one two\u00A03", 6 * PixelFont.CharacterWidth));
        Assert.Empty(PixelFont.Wrap(" ", 100));
    }

    [Fact]
    public void Pictures_of_several_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ContactSheet.Compose([Grey(4, 4, 0), Grey(5, 4, 0)], 2));
        Assert.Throws<ArgumentException>(() => ContactSheet.Compose(Array.Empty<RgbImage>(), 2));
    }

    [Fact]
    public void A_sheet_is_written_as_it_is()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sheet-{Guid.NewGuid():N}.png");
        try
        {
            var sheet = ContactSheet.Compose([new CaptionedPicture(Grey(30, 30, 90), "x")], 1);
            ContactSheet.WritePng(sheet, path);
            Assert.Equal(sheet.PixelsHwc.ToArray(), new PhotoDecoder().Decode(File.ReadAllBytes(path)).PixelsHwc.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static RgbImage Grey(int width, int height, byte level)
    {
        var picture = new RgbImage(width, height);
        picture.PixelsHwc.Fill(level);
        return picture;
    }

    private static byte At(RgbImage picture, int x, int y) => picture.PixelsHwc[(y * picture.Stride) + (x * 3)];
}
