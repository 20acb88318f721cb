using System.Globalization;
using System.Text;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>The files of a silo's audit log, <c>audit-YYYYMMDD.jsonl</c> by the day of writing (UTC).</summary>
/// <param name="path">The folder.</param>
/// <param name="claim">Held while the folder is this silo's.</param>
internal sealed class AuditFolder(string path, IDisposable? claim = null) : IDisposable
{
    private const string Pattern = "audit-*.jsonl";
    private const int MostSilos = 100;

    /// <summary>Takes a folder for this silo alone: silos that join a primary share its data directory, and each has a chain of its own.</summary>
    /// <param name="root">The folder of the first; the others' are in it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static AuditFolder Take(string root)
    {
        for (int number = 1; ; number++)
        {
            string path = number == 1 ? root : Path.Combine(root, $"silo-{number}");
            Create(path);
            try
            {
                return new AuditFolder(path, new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1));
            }
            catch (IOException) when (number < MostSilos)
            {
                // Another silo's.
            }
        }
    }

    /// <summary>The file of a day.</summary>
    public string FileOf(DateTimeOffset day) => Path.Combine(path, $"audit-{day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.jsonl");

    /// <inheritdoc/>
    public void Dispose() => claim?.Dispose();

    // Nobody else on the machine reads it.
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The last line of the log, where a new one goes on. What a crash left of a line that was never whole is cut off.</summary>
    /// <returns>Number and hash; 0 and <see cref="AuditLine.Beginning"/> for an empty log.</returns>
    public (long Sequence, string Hash, long CutBytes) End()
    {
        long cut = 0;
        foreach (string file in Files())
        {
            cut += CutTorn(file);
            if (Lines(file).LastOrDefault() is { } text)
            {
                // A last line that was tampered with is not repaired: the chain goes on from it, and verification shows the break.
                return AuditLine.Parse(text) is { } line ? (line.Sequence, line.Hash, cut) : (0, AuditLine.Beginning, cut);
            }
        }

        return (0, AuditLine.Beginning, cut);
    }

    /// <summary>Entries before a number, newest first.</summary>
    public IEnumerable<AuditLine> ReadNewest(long before)
    {
        foreach (string file in Files())
        {
            foreach (string text in Lines(file).Reverse())
            {
                if (AuditLine.Parse(text) is { } line && line.Sequence < before)
                {
                    yield return line;
                }
            }
        }
    }

    private static long CutTorn(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        long end = stream.Length;
        while (end > 0)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        long torn = stream.Length - end;
        if (torn > 0)
        {
            stream.SetLength(end);
            stream.Flush(flushToDisk: true);
        }

        return torn;
    }

    private static string[] Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private IEnumerable<string> Files() => Directory.Exists(path)
        ? Directory.GetFiles(path, Pattern).OrderDescending(StringComparer.Ordinal)
        : [];
}
