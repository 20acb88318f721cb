namespace BirdGrid.Grains.Blobs;

/// <summary>Downloads under way: who wants a blob that is being downloaded waits for that download instead of starting another.</summary>
/// <param name="download">Downloads a blob.</param>
internal sealed class BlobDownloads(Func<BlobRef, CancellationToken, Task> download)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedDownload> _downloads = [];

    /// <summary>Whether anybody waits for a blob, or has yet to open what was downloaded.</summary>
    public bool IsWanted(string sha256)
    {
        lock (_gate)
        {
            return _downloads.ContainsKey(sha256);
        }
    }

    /// <summary>Waits until a blob is downloaded. A download that nobody waits for any more is cancelled.</summary>
    /// <returns>Keeps <see cref="IsWanted"/> true until it is disposed.</returns>
    public async Task<IDisposable> JoinAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var claim = Claim(blob);
        try
        {
            await claim.Download.Completion.WaitAsync(cancellationToken);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    private DownloadClaim Claim(BlobRef blob)
    {
        lock (_gate)
        {
            if (!_downloads.TryGetValue(blob.Sha256, out var shared))
            {
                var stop = new CancellationTokenSource();
                shared = new SharedDownload(blob.Sha256, stop, Task.Run(() => download(blob, stop.Token), CancellationToken.None));
                _downloads.Add(blob.Sha256, shared);
            }

            shared.Claims++;
            return new DownloadClaim(this, shared);
        }
    }

    private void Release(SharedDownload shared)
    {
        lock (_gate)
        {
            shared.Claims--;
            if (shared.Claims > 0)
            {
                return;
            }

            _downloads.Remove(shared.Sha256);
        }

        shared.Stop.Cancel();

        // The token may be in use until the download has ended; nobody is left to see its error.
        _ = shared.Completion.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                shared.Stop.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private sealed class SharedDownload(string sha256, CancellationTokenSource stop, Task completion)
    {
        public string Sha256 => sha256;

        public CancellationTokenSource Stop => stop;

        public Task Completion => completion;

        public int Claims { get; set; }
    }

    private sealed class DownloadClaim(BlobDownloads owner, SharedDownload download) : IDisposable
    {
        public SharedDownload Download => download;

        public void Dispose() => owner.Release(download);
    }
}
