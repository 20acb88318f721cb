namespace BirdGrid.Vision.Weights;

/// <summary>Reads a weights file of either kind, told apart by its content and not its name.</summary>
public static class WeightsFile
{
    /// <summary>Reads a safetensors or <c>.pth</c> file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors, in the file's order.</returns>
    /// <exception cref="WeightsFormatException">It is damaged, or holds something other than tensors.</exception>
    public static StateDict Read(string path) => BoundedBytes.ParseFile(path, Read);

    /// <summary>Reads a safetensors or <c>.pth</c> file that is in memory.</summary>
    /// <param name="file">The bytes; the tensors may be views of them, so they must not change afterwards.</param>
    /// <returns>Its tensors, in the file's order.</returns>
    /// <exception cref="WeightsFormatException">It is damaged, or holds something other than tensors.</exception>
    public static StateDict Read(ReadOnlyMemory<byte> file) => PthFile.Recognises(file.Span) ? PthFile.Read(file) : SafetensorsFile.Read(file);
}
