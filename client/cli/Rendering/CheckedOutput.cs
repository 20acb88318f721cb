using System.Text;

namespace BirdGrid.Cli.Rendering;

/// <summary>Standard output whose failures name it: a closed descriptor is otherwise told as a path without a name.</summary>
/// <param name="output">Standard output.</param>
internal sealed class CheckedOutput(TextWriter output) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Check(() => output.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Check(() => output.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Check(() => output.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Check(() => output.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Check(output.Flush);

    private static void Check(Action write)
    {
        try
        {
            write();
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException("Standard output is closed: nothing can be written to it.");
        }
        catch (IOException failure)
        {
            throw new IOException($"Standard output cannot be written: {failure.Message}", failure);
        }
    }
}
