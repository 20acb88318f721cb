namespace BirdGrid.Grains.Blobs;

/// <summary>A blob being written; deleted on disposal unless it was moved to its place.</summary>
/// <param name="path">Where it lies now.</param>
/// <param name="stream">Writes it and holds its lock.</param>
internal sealed class TemporaryBlob(string path, FileStream stream) : IDisposable
{
    private bool _isMoved;

    /// <summary>Writes the content.</summary>
    public FileStream Stream => stream;

    /// <summary>Gives the content its final name, in one step, over a file already there (same name, same bytes).</summary>
    public void MoveTo(string destination)
    {
        // Renamed while open: the lock keeps a sweep away until the file has left the folder.
        File.Move(path, destination, overwrite: true);
        _isMoved = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isMoved)
        {
            File.Delete(path);
        }

        stream.Dispose();
    }
}
