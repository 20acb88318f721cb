using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BirdGrid.Grains.Disks;

/// <summary>
/// Finds out whether an error is a disk's: by the operating system's error number, which .NET keeps in an exception's HResult, or SQLite's. Such an error
/// stays until a person has done something, and is not worth an immediate second attempt.
/// </summary>
public static class DiskFaults
{
    // Windows keeps its own number below a facility.
    private const int WindowsFacility = unchecked((int)0x80070000);

    /// <summary>The fault behind an exception or one of its causes; none for an error that is not a disk's.</summary>
    public static DiskFault Of(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            var fault = cause switch
            {
                DiskException disk => disk.Fault,
                Storage.SqliteStorageException storage => storage.DiskFault,
                SqliteException sqlite => OfSqlite(sqlite),
                IOException io => OfIo(io),
                ArgumentOutOfRangeException tooLarge when IsTooLarge(tooLarge) => DiskFault.Full,
                AggregateException several => several.InnerExceptions.Select(Of).FirstOrDefault(f => f != DiskFault.None),
                _ => DiskFault.None,
            };
            if (fault != DiskFault.None)
            {
                return fault;
            }
        }

        return DiskFault.None;
    }

    /// <summary>The fault of an attempt to write, where a refusal of access is one too: the folder is the silo's own.</summary>
    public static DiskFault OfWriting(Exception failure) => failure is UnauthorizedAccessException ? DiskFault.ReadOnly : Of(failure);

    private static DiskFault OfSqlite(SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => DiskFault.Full,
        raw.SQLITE_READONLY or raw.SQLITE_PERM => DiskFault.ReadOnly,
        raw.SQLITE_IOERR => DiskFault.Failing,
        _ => DiskFault.None,
    };

    private static DiskFault OfIo(IOException failure)
    {
        if (OperatingSystem.IsWindows())
        {
            return (failure.HResult - WindowsFacility) switch
            {
                112 or 39 or 223 or 1295 => DiskFault.Full,
                19 => DiskFault.ReadOnly,
                23 or 483 or 1117 => DiskFault.Failing,
                _ => DiskFault.None,
            };
        }

        return failure.HResult switch
        {
            // ENOSPC, EFBIG, EDQUOT (Linux, macOS).
            28 or 27 or 122 or 69 => DiskFault.Full,

            // EROFS.
            30 => DiskFault.ReadOnly,

            // EIO; a network file system that has forgotten the file (ESTALE).
            5 or 116 => DiskFault.Failing,

            // A file whose size is known beforehand: .NET says so in words alone.
            _ when failure.Message.Contains("the disk was full", StringComparison.Ordinal) => DiskFault.Full,
            _ => DiskFault.None,
        };
    }

    // What .NET makes of EFBIG.
    private static bool IsTooLarge(ArgumentOutOfRangeException failure) =>
        failure.Message.Contains("too large for the file system", StringComparison.Ordinal);
}
