using System.Text;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>A shard's photos as imported: for each its <see cref="PackedBlobRef"/> and its file name, length first, UTF-8.</summary>
internal static class OriginalRows
{
    /// <summary>Appends a row.</summary>
    public static void Write(BinaryWriter writer, BlobRef photo, string fileName)
    {
        Span<byte> packed = stackalloc byte[PackedBlobRef.Size];
        new PackedBlobRef(photo).Write(packed);
        writer.Write(packed);
        writer.Write(fileName);
    }

    /// <summary>Reads a shard.</summary>
    /// <param name="rows">The shard's bytes.</param>
    /// <param name="count">Rows that it must have.</param>
    /// <exception cref="InvalidDataException">It has more or fewer.</exception>
    public static List<(BlobRef Photo, string FileName)> Read(byte[] rows, int count)
    {
        var photos = new List<(BlobRef, string)>(count);
        using var reader = new BinaryReader(new MemoryStream(rows), Encoding.UTF8);
        Span<byte> packed = stackalloc byte[PackedBlobRef.Size];
        try
        {
            while (photos.Count < count)
            {
                reader.BaseStream.ReadExactly(packed);
                photos.Add((PackedBlobRef.Read(packed).ToRef(), reader.ReadString()));
            }
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"it ends after {photos.Count} of {count} rows");
        }

        return reader.BaseStream.Position == rows.Length
            ? photos
            : throw new InvalidDataException($"it goes on after its {count} rows");
    }
}
