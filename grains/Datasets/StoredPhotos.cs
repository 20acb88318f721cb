namespace BirdGrid.Grains.Datasets;

/// <summary>
/// The photos of an import before they are frozen, packed: 96 bytes and the file name for each, where objects would take five times that.
/// Rows are kept in blocks, so that growing copies nothing.
/// </summary>
public sealed class StoredPhotos
{
    private const int BlockRows = 8192;

    private readonly List<Row[]> blocks = [];
    private readonly List<string> labels = [];
    private readonly Dictionary<string, int> labelIds = new(StringComparer.Ordinal);
    private readonly List<RejectedPhoto> rejected = [];
    private readonly HashSet<int> truncated = [];
    private readonly Dictionary<string, int> rejectedByLabel = new(StringComparer.Ordinal);

    /// <summary>Makes room for photos.</summary>
    /// <param name="classes">The labels that photos come with; null: none are known.</param>
    public StoredPhotos(ClassLabels? classes = null) => Classes = classes ?? new ClassLabels([]);

    /// <summary>The labels that photos come with, also those of no usable photo.</summary>
    public ClassLabels Classes { get; }

    /// <summary>Photos that have a rendition.</summary>
    public int UsableCount { get; private set; }

    /// <summary>Photos that were stored already and damaged, and have been replaced.</summary>
    public int ReplacedCount { get; private set; }

    /// <summary>Photos that were refused, in the order of arrival.</summary>
    public IReadOnlyList<RejectedPhoto> Rejected => rejected;

    /// <summary>How many photos of a label were refused; labels without any are missing.</summary>
    internal IReadOnlyDictionary<string, int> RejectedByLabel => rejectedByLabel;

    /// <summary>Labels of usable photos in the order of their first photo; a row's label is an index into them.</summary>
    internal IReadOnlyList<string> Labels => labels;

    /// <summary>Adds a photo.</summary>
    /// <exception cref="ArgumentException">A hash is not 64 lower-case hexadecimal digits.</exception>
    public void Add(StoredPhoto photo)
    {
        ReplacedCount += photo.WasDamaged ? 1 : 0;
        if (photo is not { Photo: { } original, Rendition: { } rendition })
        {
            rejected.Add(new RejectedPhoto(photo.FileName, photo.RejectedBecause ?? string.Empty));
            rejectedByLabel[photo.Label] = rejectedByLabel.GetValueOrDefault(photo.Label) + 1;
            return;
        }

        if (UsableCount % BlockRows == 0)
        {
            blocks.Add(new Row[BlockRows]);
        }

        blocks[^1][UsableCount % BlockRows] = new Row(photo.FileName, new PackedBlobRef(original), new PackedBlobRef(rendition), IdOf(photo.Label), photo.Split);
        if (photo.IsTruncated)
        {
            truncated.Add(UsableCount);
        }

        UsableCount++;
    }

    /// <summary>Whether a usable photo ends before its last pixel.</summary>
    /// <param name="index">0 for the first.</param>
    internal bool IsTruncated(int index) => truncated.Contains(index);

    /// <summary>A usable photo.</summary>
    /// <param name="index">0 for the first.</param>
    internal ref readonly Row At(int index) => ref blocks[index / BlockRows][index % BlockRows];

    private int IdOf(string label)
    {
        if (!labelIds.TryGetValue(label, out int id))
        {
            id = labels.Count;
            labels.Add(label);
            labelIds.Add(label, id);
        }

        return id;
    }

    /// <summary>A usable photo, packed.</summary>
    /// <param name="FileName">File name as imported.</param>
    /// <param name="Photo">The photo as imported.</param>
    /// <param name="Rendition">The rendition.</param>
    /// <param name="Label">Index of its label.</param>
    /// <param name="Split">Given split, or unassigned.</param>
    internal readonly record struct Row(string FileName, PackedBlobRef Photo, PackedBlobRef Rendition, int Label, DatasetSplit Split);
}
