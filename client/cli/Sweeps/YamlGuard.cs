using System.Buffers;
using BirdGrid.Vision.Texts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BirdGrid.Cli.Sweeps;

/// <summary>
/// Goes through a file token by token before it is made into nodes: the library makes nodes by recursion, so that deep nesting or an alias to
/// its own surroundings would end the process. A specification needs no anchors, aliases or tags, and is a few levels deep.
/// </summary>
internal static class YamlGuard
{
    private const int MaxEvents = 20_000;
    private const int MaxScalarLength = 4096;

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code).Except(['\t', '\n', '\r']), '\u007f']);

    /// <summary>Refuses what a specification does not need.</summary>
    /// <param name="file">The file as it was named.</param>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="SweepSpecException">It nests too deep, has an alias, or is too large.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static void Require(string file, string yaml)
    {
        RequireText(file, yaml);
        var parser = new Parser(new StringReader(yaml));
        try
        {
            RequireEvents(file, parser);
        }
        catch (Exception malformed) when (malformed is ArgumentException or InvalidOperationException or OverflowException or FormatException)
        {
            // What the library throws at characters and numbers that do not exist; it does not say where.
            throw new SweepSpecException(file, parser.Current?.End ?? new Mark(0, 1, 1), $"this is no YAML, here or behind: {malformed.Message}");
        }
    }

    private static void RequireText(string file, string yaml)
    {
        int wrong = yaml.AsSpan().IndexOfAny(ControlCharacters);
        if (wrong >= 0)
        {
            int lineStart = yaml.LastIndexOf('\n', wrong) + 1;
            int line = yaml.AsSpan(0, wrong).Count('\n') + 1;
            throw new SweepSpecException(file, new Mark(wrong, line, wrong - lineStart + 1), $"this is no text: it has the character {(int)yaml[wrong]:x4} (hexadecimal).");
        }
    }

    private static void RequireEvents(string file, Parser parser)
    {
        int depth = 0;
        int events = 0;
        int documents = 0;
        while (parser.MoveNext())
        {
            var token = parser.Current!;
            depth += token.NestingIncrease;
            string? fault = token switch
            {
                _ when ++events > MaxEvents => $"there is more than a sweep can say: {MaxEvents} words, lists and mappings are read.",
                DocumentStart when ++documents > 1 => "there is a second document; a file holds one sweep.",
                AnchorAlias alias => $"*{ShownName.Of(alias.Value.Value)} is an alias; aliases are not read: write the value out.",
                NodeEvent { Anchor.IsEmpty: false } named => $"&{ShownName.Of(named.Anchor.Value)} is an anchor; anchors and aliases are not read: write the value out where it is needed.",
                NodeEvent { Tag.IsEmpty: false } tagged when !tagged.Tag.IsNonSpecific => $"{ShownName.Of(tagged.Tag.Value)} is a tag; tags are not read: write the value alone.",
                Scalar scalar when scalar.Value.Length > MaxScalarLength => $"a value of {scalar.Value.Length} characters; it may have {MaxScalarLength}.",
                MappingStart or SequenceStart when depth > SmallText.MaxDepth => $"lists and mappings are more than {SmallText.MaxDepth} deep within one another.",
                _ => null,
            };
            if (fault is not null)
            {
                throw new SweepSpecException(file, token.Start, fault);
            }
        }
    }
}
