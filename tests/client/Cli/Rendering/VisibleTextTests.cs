using BirdGrid.Cli.Rendering;
using BirdGrid.Client.Tests.Support;
using Spectre.Console;
using Spectre.Console.Testing;

namespace BirdGrid.Client.Tests.Cli.Rendering;

public sealed class VisibleTextTests
{
    private const char Escape = '\u001B';

    [Theory]
    [InlineData("Zaunkönig", "Zaunkönig")]
    [InlineData("鳥 [red]", "鳥 [red]")]
    [InlineData("\u06A9\u0628\u0648\u062A\u0631\u200C\u0647\u0627", "\u06A9\u0628\u0648\u062A\u0631\u200C\u0647\u0627")]
    [InlineData("🐦", "🐦")]
    [InlineData("a\u001B]0;title\u0007b", @"a\u001B]0;title\u0007b")]
    [InlineData("one\ntwo\r\tthree", @"one\u000Atwo\u000D\u0009three")]
    [InlineData("\u009B31m\u007F", @"\u009B31m\u007F")]
    [InlineData("gp\u202Ej.jpg\u2066\u200B\uFEFF", @"gp\u202Ej.jpg\u2066\u200B\uFEFF")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\U000E0001", @"\uE0001")]
    public void Control_characters_are_shown(string text, string visible) => Assert.Equal(visible, text.ToVisible());

    [Fact]
    public void Halves_of_characters_are_shown()
    {
        Assert.Equal(@"\uD83Dx\uDC26", string.Concat('\uD83D', 'x', '\uDC26').ToVisible());
        Assert.Equal(@"\uD83D", '\uD83D'.ToString().ToVisible());
    }

    [Fact]
    public void Values_in_a_line_are_neither_markup_nor_control()
    {
        var console = new TestConsole();
        string label = $"[red]{Escape}[2J\nforged line";
        console.WriteVisible($"[bold]{label}[/] {1.5:0.0}");
        Assert.Equal(@"[red]\u001B[2J\u000Aforged line 1.5", console.Output.TrimEnd('\n'));
    }

    [Fact]
    public void What_a_view_forgets_is_guarded_by_the_console()
    {
        var console = new TestConsole().EmitAnsiSequences();
        console.Pipeline.Attach(new VisibleSegments());
        string title = $"x{Escape}]0;title\u0007";
        console.Write(new Table().AddColumn("A").AddRow(new Text(title, new Style(Color.Red))));
        console.Write(new Panel(new Text(title)));
        Assert.DoesNotContain("\u001B]0;", console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', console.Output);
        Assert.Contains(@"\u001B]0;title\u0007", console.Output, StringComparison.Ordinal);
        Assert.Contains($"{Escape}[", console.Output, StringComparison.Ordinal);
    }

    /// <summary>No view writes around the guard.</summary>
    [Fact]
    public void Views_write_through_the_terminal()
    {
        string[] allowed = ["Terminal.cs", "JsonOutput.cs", "VisibleText.cs", "CheckedOutput.cs", "Program.cs"];
        string[] around = ["Console.Out.", "Console.Error.", "Console.Write", ".EscapeMarkup(", "MarkupLineInterpolated(", "MarkupInterpolated("];
        var found = SourceTree.Files("client/cli")
            .Where(file => !allowed.Contains(Path.GetFileName(file)))
            .SelectMany(file => File.ReadLines(file).Where(line => around.Any(a => line.Contains(a, StringComparison.Ordinal) && !line.Contains("AnsiConsole.", StringComparison.Ordinal))).Select(line => $"{file}: {line.Trim()}"));
        Assert.Empty(found);
    }
}
