using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Storage;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Audit;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>Looks at the data directory before anything of it is used: nobody else may read it, and its database belongs to its blobs.</summary>
/// <param name="options">Where they are.</param>
/// <param name="audit">Where a new beginning is written down.</param>
/// <param name="logger">Log.</param>
internal sealed partial class DataDirectoryCheck(IOptions<SiloOptions> options, AuditLog audit, ILogger<DataDirectoryCheck> logger)
{
    /// <summary>Looks, and closes the folder to others.</summary>
    /// <exception cref="GridIdentityException">The database does not belong to the blobs.</exception>
    public void Run()
    {
        string data = Path.GetFullPath(options.Value.DataDirectory);
        if (!OwnFiles.TryClose(data))
        {
            LogOpen(data);
        }

        string database = ClusterExtensions.DatabaseOf(options.Value);
        if (BlobsExtensions.FolderOf(options.Value) is { } blobs && GridIdentity.Check(database, blobs, options.Value.StartAnew))
        {
            LogStartedAnew(database, blobs);
            audit.WriteStartedAnew();
        }
    }

    [LoggerMessage(EventId = 661, EventName = "DataDirectoryOpen", Level = LogLevel.Warning, Message = "Other users of this machine may read the data directory {Path}: it is another user's, or its file system knows no permissions.")]
    private partial void LogOpen(string path);

    [LoggerMessage(EventId = 662, EventName = "StartedAnew", Level = LogLevel.Warning, Message = "A new grid begins in {Database}, beside the blobs of another in {Blobs}: BirdGrid:StartAnew is set. Take it away again.")]
    private partial void LogStartedAnew(string database, string blobs);
}
