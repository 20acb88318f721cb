namespace BirdGrid.Vision.Weights;

/// <summary>
/// Reads the tensors of PyTorch's <c>.pth</c> files, in the zip form and the older one. The pickle inside is read by a small interpreter that knows
/// tensors and nothing else: no code of a file is ever executed, and a file that asks for it is refused.
/// </summary>
public static class PthFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors, in the dict's order.</returns>
    /// <exception cref="WeightsFormatException">It is damaged, or holds something other than a dict of tensors.</exception>
    public static StateDict Read(string path) => BoundedBytes.ParseFile(path, Read);

    /// <summary>Reads what is left of a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <returns>Its tensors, in the dict's order.</returns>
    /// <exception cref="WeightsFormatException">It is damaged, or holds something other than a dict of tensors.</exception>
    public static StateDict Read(Stream stream) => Read(BoundedBytes.ReadToEnd(stream));

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="file">The bytes; the tensors may be views of them, so they must not change afterwards.</param>
    /// <returns>Its tensors, in the dict's order.</returns>
    /// <exception cref="WeightsFormatException">It is damaged, or holds something other than a dict of tensors.</exception>
    public static StateDict Read(ReadOnlyMemory<byte> file)
    {
        if (IsZip(file.Span))
        {
            return PthArchive.Read(file);
        }

        return file.Span.StartsWith(PthLegacy.Start)
            ? PthLegacy.Read(file)
            : throw new WeightsFormatException("The file is neither of the forms that torch.save writes: a zip file, or pickles behind a magic number.");
    }

    /// <summary>Whether the bytes begin like a file this class reads.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> file) => IsZip(file) || file.StartsWith(PthLegacy.Start);

    private static bool IsZip(ReadOnlySpan<byte> file) => file.StartsWith("PK\x03\x04"u8);
}
