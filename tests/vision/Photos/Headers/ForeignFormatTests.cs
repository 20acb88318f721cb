using System.Text;
using BirdGrid.Vision.Photos.Headers;

namespace BirdGrid.Vision.Tests.Photos.Headers;

public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("GIF89a", "a GIF")]
    [InlineData("%PDF-1.7", "a PDF")]
    [InlineData("PK\u0003\u0004", "a zip archive")]
    [InlineData("\0\0\0\u0018ftypheic", "an HEIC")]
    [InlineData("\0\0\0\u0018ftypmif1", "an HEIC")]
    [InlineData("\0\0\0\u0018ftypavif", "an AVIF")]
    [InlineData("\0\0\0\u0018ftypisom", "an MP4 or QuickTime video")]
    [InlineData("\0\0\u0001\0", "an ICO")]
    [InlineData("MM\0*", "a TIFF (or a camera's raw file)")]
    [InlineData("<?xml version='1.0'?>\n<svg xmlns=", "an SVG")]
    [InlineData("\uFEFF  <!DOCTYPE html>", "an HTML or XML page")]
    [InlineData("Übersicht der Vögel", "a text file")]
    [InlineData("{ \"photo\": \"AQ==\" }", "JSON")]
    [InlineData(" [1, 2]", "JSON")]
    [InlineData("[red] is a colour", "a text file")]
    [InlineData("{red}", "a text file")]
    [InlineData("/9j/4AAQSkZJRgABAQ", "base64 text")]
    [InlineData("iVBORw0KGgoAAAANSUhEUg", "base64 text")]
    [InlineData("UklGRlYAAABXRUJQ", "base64 text")]
    [InlineData("data:image/png;base64,iVBORw0KGgo", "a data: URL (the photo as base64 behind a comma)")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=file\r\n", "a multipart form")]
    [InlineData("-- a remark", "a text file")]
    [InlineData("\u0001\u0002", null)]
    public void Names_what_a_file_is(string start, string? name) => Assert.Equal(name, ForeignFormat.Name(Encoding.UTF8.GetBytes(start)));

    [Fact]
    public void Nothing_has_no_name() => Assert.Null(ForeignFormat.Name([]));
}
