namespace BirdGrid.Grains.Blobs;

/// <summary>
/// Keeps a cache's bound: deletes the files whose last use (their time of last writing) is longest ago. Other processes may add to the
/// folder and delete from it at the same time, so the files are counted anew whenever a sixteenth of the bound has come in.
/// </summary>
/// <param name="files">The cached files.</param>
/// <param name="maximumBytes">The bound.</param>
/// <param name="isWanted">Whether a file, by its hash, is about to be opened by this process and must stay.</param>
internal sealed class BlobCacheEviction(BlobFolder files, long maximumBytes, Func<string, bool> isWanted)
{
    private readonly Lock _gate = new();
    private readonly long _slackBytes = maximumBytes / 16;
    private long _roomBytes;

    /// <summary>A file came in; makes room where it is needed.</summary>
    public void Added(long bytes)
    {
        lock (_gate)
        {
            _roomBytes -= bytes;
            if (_roomBytes < 0)
            {
                MakeRoom();
            }
        }
    }

    /// <summary>Counts the files and, where they exceed the bound, deletes the longest unused until a sixteenth of it is free.</summary>
    public void MakeRoom()
    {
        lock (_gate)
        {
            var cached = Enumerate();
            long totalBytes = cached.Sum(file => file.Length);
            if (totalBytes > maximumBytes)
            {
                totalBytes -= DeleteOldest(cached, totalBytes - (maximumBytes - _slackBytes));
            }

            _roomBytes = Math.Min(maximumBytes - totalBytes, _slackBytes);
            BlobCacheMetrics.Size.Record(totalBytes);
        }
    }

    private long DeleteOldest(List<CachedFile> cached, long excessBytes)
    {
        long deletedBytes = 0;
        foreach (var file in cached.OrderBy(file => file.LastUsed))
        {
            if (deletedBytes >= excessBytes)
            {
                break;
            }

            if (!isWanted(Path.GetFileName(file.Path)))
            {
                // Somebody who reads it keeps the bytes: only the name goes.
                File.Delete(file.Path);
                deletedBytes += file.Length;
                BlobCacheMetrics.Evictions.Add(1);
            }
        }

        return deletedBytes;
    }

    private List<CachedFile> Enumerate()
    {
        var cached = new List<CachedFile>();
        foreach (var folder in new DirectoryInfo(files.Root).EnumerateDirectories("??"))
        {
            foreach (var file in folder.EnumerateFiles())
            {
                try
                {
                    cached.Add(new CachedFile(file.FullName, file.Length, file.LastWriteTimeUtc));
                }
                catch (FileNotFoundException)
                {
                    // Another process has just evicted it.
                }
            }
        }

        return cached;
    }

    private readonly record struct CachedFile(string Path, long Length, DateTime LastUsed);
}
