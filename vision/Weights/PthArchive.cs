using System.IO.Compression;
using System.Runtime.InteropServices;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>The zip form of <c>torch.save</c> (PyTorch 1.6 and later): <c>*/data.pkl</c>, and each storage's raw bytes in <c>*/data/KEY</c>.</summary>
internal sealed class PthArchive
{
    private const string PickleName = "data.pkl";

    /// <summary>How every line of the archive's table of contents begins.</summary>
    private static ReadOnlySpan<byte> DirectorySignature => "PK\x01\x02"u8;

    private readonly ZipArchive archive;
    private readonly string folder;
    private long bytesLeft;

    private PthArchive(ZipArchive archive, long fileBytes)
    {
        this.archive = archive;

        // Members are stored, not deflated, so together they cannot be larger than the file.
        bytesLeft = fileBytes;
        var pickles = archive.Entries.Where(entry => entry.FullName == PickleName || entry.FullName.EndsWith("/" + PickleName, StringComparison.Ordinal)).ToList();
        folder = pickles is [var only]
            ? only.FullName[..^PickleName.Length]
            : throw new WeightsFormatException($"The zip file has {pickles.Count} members named {PickleName}; a file of torch.save has one.");
    }

    public static StateDict Read(ReadOnlyMemory<byte> file)
    {
        // The table of contents is read as a whole, into objects larger than its lines: their number is looked at before.
        if (file.Span.Count(DirectorySignature) > WeightsLimits.MaxTensors)
        {
            throw new WeightsFormatException($"The zip file has more than {WeightsLimits.MaxTensors} members; a network's state has a few thousand at the most.");
        }

        var segment = MemoryMarshal.TryGetArray(file, out var array) ? array : new ArraySegment<byte>(file.ToArray());
        try
        {
            using var zip = new ZipArchive(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false), ZipArchiveMode.Read);
            return new PthArchive(zip, file.Length).Read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new WeightsFormatException($"The zip file is damaged: {error.Message}", error);
        }
    }

    private StateDict Read()
    {
        if (archive.GetEntry(folder + "byteorder") is { } byteOrder && !ReadEntry(byteOrder).Span.SequenceEqual("little"u8))
        {
            throw new WeightsFormatException("The file was written on a big-endian machine; only little-endian files are read.");
        }

        var pickle = ReadEntry(archive.GetEntry(folder + PickleName)!);
        var budget = new PickleBudget(pickle.Length);
        object? root = TensorPickle.Read(new PickleBytes(pickle), new PickleReductions(budget), budget);
        return new PickledStateDict(ReadStorage).Build(root);
    }

    private ReadOnlyMemory<byte> ReadStorage(PickleStorage storage)
    {
        var entry = archive.GetEntry($"{folder}data/{storage.Key}")
            ?? throw new WeightsFormatException($"Storage '{ShownName.Of(storage.Key)}' is missing from the zip file.");
        return storage.DType.ByteLength([storage.ElementCount]) == entry.Length
            ? ReadEntry(entry)
            : throw new WeightsFormatException($"Storage '{ShownName.Of(storage.Key)}' has {entry.Length} bytes where the pickle states {storage.ElementCount} elements of {storage.DType}.");
    }

    private ReadOnlyMemory<byte> ReadEntry(ZipArchiveEntry entry)
    {
        if (entry.Length > bytesLeft)
        {
            throw new WeightsFormatException($"'{ShownName.Of(entry.FullName)}' claims {entry.Length} bytes where the file has {bytesLeft} left.");
        }

        if (entry.Length != entry.CompressedLength)
        {
            throw new WeightsFormatException($"'{ShownName.Of(entry.FullName)}' claims {entry.Length} bytes from {entry.CompressedLength}; torch.save stores members as they are.");
        }

        bytesLeft -= entry.Length;
        byte[] content = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        using var stream = entry.Open();
        stream.ReadExactly(content);
        return content;
    }
}
