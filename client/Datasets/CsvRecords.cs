using CsvHelper;

namespace BirdGrid.Client.Datasets;

/// <summary>The records of a list: cells in quotes with separators and line feeds in them, and one of four separators, recognised or named by a first line <c>sep=;</c>.</summary>
internal static class CsvRecords
{
    /// <summary>Largest record: a quote that is never closed must not swallow the list.</summary>
    private const int LargestRecordBytes = 64 << 10;

    private const int SampleRecords = 20;

    private const string Separators = ",;\t|";

    /// <summary>The records that are not blank, with the lines on which they begin.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="PhotoFolderException">A quote is not closed, text follows one, or a record is too large; the message names the line.</exception>
    public static IEnumerable<(int Line, string[] Cells)> Read(string path, string text)
    {
        char separator = Named(path, text) ?? Separators.MaxBy(candidate => Fit(text, candidate));
        using var reader = Reader(text, separator);
        while (Next(path, reader))
        {
            string[] cells = Cells(reader);
            if (cells.Any(cell => cell.Length > 0) && !(reader.LineNumber == 1 && cells[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase)))
            {
                yield return ((int)reader.LineNumber, cells);
            }
        }
    }

    /// <summary>The separator that a first line <c>sep=;</c> names.</summary>
    private static char? Named(string path, string text)
    {
        if (!text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return text.Length > 4 && text[4] is > ' ' and < '\x7F' and not '"' or '\t'
            ? text[4]
            : throw new PhotoFolderException($"Line 1 of {path} names no separator that a list can have: use sep=; or sep=, or none.");
    }

    /// <summary>How well a separator fits the first records: a heading that is understood, records of several cells one of which names a photo.</summary>
    private static int Fit(string text, char separator)
    {
        int fit = 0;
        try
        {
            using var reader = Reader(text, separator);
            for (int i = 0; i < SampleRecords && reader.Read(); i++)
            {
                string[] cells = Cells(reader);
                fit += i == 0 && CsvColumns.IsHeading(cells) && CsvColumns.Of(cells) is not null ? SampleRecords : 0;
                fit += cells.Count(cell => cell.Length > 0) > 1 && cells.Any(cell => PhotoFormats.IsPhoto(cell)) ? 1 : 0;
            }
        }
        catch (CsvFormatException)
        {
            // The separator that fits best is tried again, and then the record is named.
        }

        return fit;
    }

    private static bool Next(string path, CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException malformed)
        {
            throw new PhotoFolderException($"Line {malformed.LineNumber} of {path} is malformed: a quote is not closed, text follows a closing quote, or a record has more than {LargestRecordBytes >> 10} KiB. A cell with quotes in it is written \"so \"\"quoted\"\" here\".");
        }
    }

    private static string[] Cells(CsvReader reader)
    {
        string[] cells = new string[reader.FieldCount];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = reader.GetString(i).Trim();
        }

        return cells;
    }

    private static CsvReader Reader(string text, char separator) => CsvReader.FromText(text, new CsvReaderOptions
    {
        Separator = separator,
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LargestRecordBytes,
        WhitespaceCharacters = separator == '\t' ? " " : " \t",
    });
}
