using System.Globalization;
using BirdGrid.Grains.Disks;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>The files of a silo's audit log, <c>audit-YYYYMMDD.jsonl</c> by the day of writing (UTC) as the clock had it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="claim">Held while the folder is this silo's.</param>
internal sealed class AuditFolder(string folder, IDisposable? claim = null) : IDisposable
{
    private const string Pattern = "audit-*.jsonl";
    private const int MostSilos = 100;
    private const int ProbeBytes = 16 << 10;

    /// <summary>Takes a folder for this silo alone: silos that join a primary share its data directory, and each has a chain of its own.</summary>
    /// <param name="root">The folder of the first; the others' are in it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static AuditFolder Take(string root)
    {
        for (int number = 1; ; number++)
        {
            string path = number == 1 ? root : Path.Combine(root, $"silo-{number}");
            OwnFiles.CreateFolder(path);
            try
            {
                return new AuditFolder(path, new FileStream(Path.Combine(path, ".lock"), OwnFiles.Options(FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)));
            }
            catch (IOException held) when (number < MostSilos && DiskFaults.Of(held) == DiskFault.None)
            {
                // Another silo's.
            }
        }
    }

    /// <summary>
    /// The file that a day's lines go to: the one that the log goes on in, where that is of the day, else one that is not there yet. A file that others
    /// have followed gets no more lines, so that the lines of each follow from one another although a clock was set back.
    /// </summary>
    /// <param name="day">Today, as the clock has it.</param>
    /// <param name="current">The file that the log goes on in, or null.</param>
    public string FileOf(DateTimeOffset day, string? current = null)
    {
        string name = $"audit-{day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
        if (current is not null && (Path.GetFileName(current) is var last && (last == $"{name}.jsonl" || last.StartsWith($"{name}.", StringComparison.Ordinal))))
        {
            return current;
        }

        string path = Path.Combine(folder, $"{name}.jsonl");
        for (int more = 2; File.Exists(path); more++)
        {
            path = Path.Combine(folder, $"{name}.{more:000}.jsonl");
        }

        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => claim?.Dispose();

    /// <summary>Finds out whether a line can be written, by writing as much to a file of its own.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot.</exception>
    public void Probe()
    {
        string probe = Path.Combine(folder, ".probe");
        var options = OwnFiles.Options(FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        options.BufferSize = 0;
        using var file = new FileStream(probe, options);
        file.Write(new byte[ProbeBytes]);
        file.SetLength(0);
    }

    /// <summary>The end of the log, where a new line goes on: the line with the highest number. What a crash left of a line that was never whole is cut off.</summary>
    /// <returns>Number and hash, 0 and <see cref="AuditLine.Beginning"/> for an empty log; the file, or null; bytes that were cut off.</returns>
    public (long Sequence, string Hash, string? File, long CutBytes) End()
    {
        long cut = 0;
        (AuditLine? Line, string? File) end = (null, null);
        foreach (string file in Files())
        {
            cut += AuditFile.CutTorn(file);

            // A last line that was tampered with is not repaired: the chain goes on from the one before, and verification shows the break.
            if (AuditFile.ReadBackwards(file).Select(AuditLine.Parse).FirstOrDefault(line => line is not null) is { } last && last.Sequence > (end.Line?.Sequence ?? 0))
            {
                end = (last, file);
            }
        }

        return (end.Line?.Sequence ?? 0, end.Line?.Hash ?? AuditLine.Beginning, end.File, cut);
    }

    /// <summary>Entries before a number, newest first, read as they are asked for.</summary>
    public IEnumerable<AuditLine> ReadNewest(long before) => AuditChain.ReadBackwards(Files()).Where(line => line.Sequence < before);

    /// <summary>Deletes the oldest files but for some, never the one that the log goes on in.</summary>
    /// <param name="keep">Files that stay.</param>
    /// <param name="current">The file that the log goes on in.</param>
    /// <returns>The last line that was deleted; null where there was nothing to delete.</returns>
    public AuditLine? Trim(int keep, string current)
    {
        // By number, not by date: a clock that was ahead for a moment must not delete a year.
        var files = Files()
            .Where(file => file != current)
            .Select(file => (Path: file, Last: AuditFile.ReadBackwards(file).Select(AuditLine.Parse).FirstOrDefault(line => line is not null)))
            .Where(file => file.Last is not null)
            .OrderByDescending(file => file.Last!.Sequence)
            .Skip(Math.Max(0, keep - 1))
            .ToList();
        foreach (var (path, _) in files)
        {
            File.Delete(path);
        }

        return files.Count > 0 ? files[0].Last : null;
    }

    private string[] Files() => Directory.Exists(folder) ? Directory.GetFiles(folder, Pattern) : [];
}
