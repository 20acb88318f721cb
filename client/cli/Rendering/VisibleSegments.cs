using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>The last guard of a console: whatever is rendered, no text brings a control character to the terminal; only Spectre's own sequences do.</summary>
internal sealed class VisibleSegments : IRenderHook
{
    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(r => new Guarded(r));

    private sealed class Guarded(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(Visible);

        private static Segment Visible(Segment segment) => segment.IsControlCode || segment.IsLineBreak
            ? segment
            : new Segment(segment.Text.ToVisible(keepLines: true), segment.Style);
    }
}
