using System.Buffers.Binary;

namespace BirdGrid.Grains.Datasets;

/// <summary>Label and split of every photo of a dataset version, 4 bytes a photo. Shared by all who read it; never changes.</summary>
public sealed class ManifestColumns
{
    /// <summary>Bytes of a photo: a little-endian word, the split in its lower two bits, the label above.</summary>
    internal const int BytesPerPhoto = sizeof(uint);

    private const int SplitBits = 2;
    private const uint SplitMask = (1 << SplitBits) - 1;

    private readonly ReadOnlyMemory<byte> words;

    /// <summary>Wraps columns as they are stored.</summary>
    internal ManifestColumns(IReadOnlyList<string> classes, ReadOnlyMemory<byte> words)
    {
        Classes = classes;
        this.words = words;
    }

    /// <summary>Class names.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Number of photos.</summary>
    public int PhotoCount => words.Length / BytesPerPhoto;

    /// <summary>Columns of photos.</summary>
    /// <param name="classes">Class names.</param>
    /// <param name="photos">Label and split of each photo.</param>
    public static ManifestColumns Of(IReadOnlyList<string> classes, IReadOnlyCollection<(int Label, DatasetSplit Split)> photos)
    {
        byte[] words = new byte[photos.Count * BytesPerPhoto];
        int at = 0;
        foreach (var (label, split) in photos)
        {
            Write(words.AsSpan(at), label, split);
            at += BytesPerPhoto;
        }

        return new ManifestColumns(classes, words);
    }

    /// <summary>Index of a photo's class.</summary>
    public int LabelOf(int photo) => (int)(WordOf(photo) >> SplitBits);

    /// <summary>Part of the dataset that a photo belongs to.</summary>
    public DatasetSplit SplitOf(int photo) => (DatasetSplit)(WordOf(photo) & SplitMask);

    /// <summary>Indices of the photos of one split, ascending.</summary>
    public int[] IndicesOf(DatasetSplit split)
    {
        int[] indices = new int[CountOf(split)];
        for (int photo = 0, found = 0; found < indices.Length; photo++)
        {
            if (SplitOf(photo) == split)
            {
                indices[found++] = photo;
            }
        }

        return indices;
    }

    /// <summary>Writes a photo's word.</summary>
    internal static void Write(Span<byte> word, int label, DatasetSplit split) =>
        BinaryPrimitives.WriteUInt32LittleEndian(word, ((uint)label << SplitBits) | (uint)split);

    private int CountOf(DatasetSplit split)
    {
        int count = 0;
        for (int photo = 0; photo < PhotoCount; photo++)
        {
            count += SplitOf(photo) == split ? 1 : 0;
        }

        return count;
    }

    private uint WordOf(int photo) => BinaryPrimitives.ReadUInt32LittleEndian(words.Span[(photo * BytesPerPhoto)..]);
}
