namespace BirdGrid.Client.Datasets;

/// <summary>Which columns of a list hold what.</summary>
/// <param name="File">Index of the column of files.</param>
/// <param name="Label">Index of the column of labels.</param>
/// <param name="Split">Index of the column of splits; -1: there is none.</param>
internal sealed record CsvColumns(int File, int Label, int Split)
{
    /// <summary>A list without a heading.</summary>
    public static readonly CsvColumns ByPosition = new(0, 1, 2);

    // Of several that fit, the first here is taken: a path before a bare name, a label before what it may be made from.
    private static readonly string[] Files =
    [
        "path", "filepath", "imagepath", "imgpath", "photopath", "relativepath", "relpath", "file", "filename", "fname", "image", "imagefile", "imagefilename", "imagename",
        "img", "imgname", "imgfile", "photo", "photofile", "photoname", "picture", "picturefile", "picturename", "source", "src",
    ];

    private static readonly string[] Labels =
    [
        "label", "labels", "labelname", "class", "classname", "classlabel", "category", "categories", "categoryname", "species", "speciesname", "target", "taxon", "scientificname", "commonname", "tag", "tags",
    ];

    private static readonly string[] Splits = ["split", "set", "subset", "partition", "datasplit", "usage", "phase"];

    /// <summary>Whether a record is a heading: it names no photo, and a column that is known.</summary>
    public static bool IsHeading(string[] cells) => !cells.Any(cell => PhotoFormats.IsPhoto(cell)) && cells.Any(cell => Files.Contains(Plain(cell)) || Labels.Contains(Plain(cell)));

    /// <summary>The columns of a heading; null where it has none for files or for labels.</summary>
    public static CsvColumns? Of(string[] heading)
    {
        string[] plain = [.. heading.Select(Plain)];
        int file = IndexOf(plain, Files);
        int label = IndexOf(plain, Labels);
        return file < 0 || label < 0 ? null : new CsvColumns(file, label, IndexOf(plain, Splits));
    }

    /// <summary>Columns of a heading that fit as well as those that are taken.</summary>
    public static IReadOnlyList<string> Rivals(string[] heading, CsvColumns taken) =>
        [.. heading.Where((cell, i) => i != taken.File && i != taken.Label && (Files.Contains(Plain(cell)) || Labels.Contains(Plain(cell))))];

    private static int IndexOf(string[] heading, string[] names) => names.Select(name => Array.IndexOf(heading, name)).Where(index => index >= 0).FirstOrDefault(-1);

    private static string Plain(string cell) => string.Concat(cell.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
