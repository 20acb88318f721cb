namespace BirdGrid.Silo.Security.Audit;

/// <summary>
/// The lines of several files in the order of their numbers. Names of files say when somebody's clock believed a line to be written, and a clock may be
/// set back: only the numbers say which line follows which.
/// </summary>
public static class AuditChain
{
    /// <summary>Lines from the first number to the last; a line that is none comes where it stands in its file.</summary>
    /// <param name="files">The files of one log, in any order. They are read as the lines are.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<string> ReadForwards(IEnumerable<string> files) =>
        Merge(files.Select(AuditFile.ReadForwards), Comparer<long>.Default, whereBroken: long.MinValue).Select(line => line.Text);

    /// <summary>Entries from the last number to the first; lines that are none are passed over.</summary>
    /// <param name="files">The files of one log, in any order.</param>
    internal static IEnumerable<AuditLine> ReadBackwards(IEnumerable<string> files) =>
        Merge(files.Select(AuditFile.ReadBackwards), Comparer<long>.Create((left, right) => right.CompareTo(left)), whereBroken: long.MaxValue)
            .Select(line => line.Parsed)
            .OfType<AuditLine>();

    private static IEnumerable<(string Text, AuditLine? Parsed)> Merge(IEnumerable<IEnumerable<string>> files, IComparer<long> order, long whereBroken)
    {
        var open = new PriorityQueue<IEnumerator<string>, long>(order);
        try
        {
            foreach (var file in files)
            {
                Next(open, file.GetEnumerator(), whereBroken);
            }

            while (open.TryDequeue(out var first, out _))
            {
                string text = first.Current;
                Next(open, first, whereBroken);
                yield return (text, AuditLine.Parse(text));
            }
        }
        finally
        {
            while (open.TryDequeue(out var left, out _))
            {
                left.Dispose();
            }
        }
    }

    private static void Next(PriorityQueue<IEnumerator<string>, long> open, IEnumerator<string> file, long whereBroken)
    {
        if (file.MoveNext())
        {
            open.Enqueue(file, AuditLine.Parse(file.Current)?.Sequence ?? whereBroken);
        }
        else
        {
            file.Dispose();
        }
    }
}
