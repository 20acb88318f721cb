using System.Globalization;

namespace BirdGrid.Grains.Tests.Errors;

public sealed class GridTextTests
{
    [Fact]
    public void Normalization_is_that_of_another_implementation()
    {
        using var reference = new StreamReader(typeof(GridTextTests).Assembly.GetManifestResourceStream("nfc-reference.txt")!);
        int checkedPairs = 0;
        while (reference.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] pair = line.Split(';');
                Assert.Equal(FromHex(pair[1]), GridText.Normalize(FromHex(pair[0])));
                checkedPairs++;
            }
        }

        Assert.Equal(1000, checkedPairs);
    }

    [Theory]
    [InlineData("Gru\u0308nfink", "Gr\u00fcnfink")]
    [InlineData("  wren ", "wren")]
    [InlineData("\u00a0wren\u3000", "wren")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\u9ce5", "\u9ce5")]
    [InlineData("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e")]
    [InlineData("\ud83d\udc69\u200d\ud83d\ude80", "\ud83d\udc69\u200d\ud83d\ude80")]
    [InlineData("[red]=cmd|calc!A0", "[red]=cmd|calc!A0")]
    public void A_label_has_one_form(string given, string label) => Assert.Equal(label, GridText.RequireLabel(given, "label"));

    [Theory]
    [InlineData("disc\u001b]0;x", "U+001B (escape) at position 5")]
    [InlineData("new\nline", "U+000A (line feed) at position 4")]
    [InlineData("wren\n", "U+000A (line feed) at position 5")]
    [InlineData("\ttab", "U+0009 (tab) at position 1")]
    [InlineData("a\0", "U+0000 (NUL) at position 2")]
    [InlineData("a\u007f", "U+007F (control character) at position 2")]
    [InlineData("a\u009b31m", "U+009B (control character) at position 2")]
    [InlineData("a\u2028b", "U+2028 (line separator) at position 2")]
    [InlineData("a\u2029b", "U+2029 (line separator) at position 2")]
    [InlineData("\u202egnp.exe", "U+202E (direction of writing) at position 1")]
    [InlineData("a\u2066b", "U+2066 (direction of writing) at position 2")]
    [InlineData("a\u200f", "U+200F (direction of writing) at position 2")]
    [InlineData("wr\u200ben", "U+200B (not seen) at position 3")]
    [InlineData("\ufeffwren", "U+FEFF (not seen) at position 1")]
    [InlineData("wr\u00aden", "U+00AD (not seen) at position 3")]
    [InlineData("Gr\ufffdnfink", "U+FFFD (a character that was lost in a conversion) at position 3")]
    [InlineData("\ud83d\udc69\u0007", "U+0007 (control character) at position 2")]
    [InlineData("\uffff", "U+FFFF")]
    public void What_is_not_seen_is_refused_with_its_place(string given, string named)
    {
        var refused = Assert.Throws<RefusedException>(() => GridText.RequireLabel(given, "The label of 'a.jpg'"));
        Assert.Equal("bad-label", refused.Reason);
        Assert.StartsWith("The label of 'a.jpg' holds", refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, c => char.IsControl(c) || c is >= '\u2028' and <= '\u202e');
    }

    // Attributes hold UTF-8: half of a pair cannot be written in one.
    [Fact]
    public void Half_a_character_is_refused()
    {
        string high = ((char)0xD83D).ToString();
        string low = ((char)0xDC69).ToString();
        foreach (string half in (string[])["a" + high, high + "a", "a" + low, low + high])
        {
            Assert.Contains("half a character", Assert.Throws<RefusedException>(() => GridText.RequireLabel(half, "label")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_label_has_a_length()
    {
        Assert.Throws<RefusedException>(() => GridText.RequireLabel(string.Empty, "label"));
        Assert.Throws<RefusedException>(() => GridText.RequireLabel(" \u3000", "label"));
        Assert.Equal(256, GridText.RequireLabel(new string('a', 256), "label").Length);
        Assert.Contains("257", Assert.Throws<RefusedException>(() => GridText.RequireLabel(new string('a', 257), "label")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jpg", "a.jpg")]
    [InlineData("a\u001b[2J.jpg", "a\\u001B[2J.jpg")]
    [InlineData("b\ufffd\n.jpg", "b\ufffd\\u000A.jpg")]
    [InlineData("a name that is longer than allowed", "a name that...")]
    public void A_text_is_shown_without_what_is_not_seen(string text, string shown) => Assert.Equal(shown, GridText.Shown(text, text.Length > 20 ? 11 : 20));

    private static string FromHex(string points) =>
        string.Concat(points.Split(' ').Select(point => char.ConvertFromUtf32(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
