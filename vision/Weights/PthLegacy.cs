using System.Numerics;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// The form of <c>torch.save</c> before the zip file, which several of torchvision's files still have: pickles of a magic number, a protocol version,
/// facts about the machine, the root and the list of storage keys; then, key by key, an element count (int64) and the elements.
/// </summary>
internal static class PthLegacy
{
    private const long ProtocolVersion = 1001;

    /// <summary>How the file begins: PROTO 2, then a ten-byte integer.</summary>
    public static ReadOnlySpan<byte> Start => [0x80, 0x02, 0x8a, 0x0a];

    private static readonly BigInteger MagicNumber = new([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19], isUnsigned: true);

    public static StateDict Read(ReadOnlyMemory<byte> file)
    {
        var bytes = new PickleBytes(file);
        var budget = new PickleBudget(file.Length);
        var reductions = new PickleReductions(budget);
        if (TensorPickle.Read(bytes, reductions, budget) is not BigInteger magic || magic != MagicNumber)
        {
            throw new WeightsFormatException("The file begins like one of torch.save, but its magic number is another.");
        }

        if (TensorPickle.Read(bytes, reductions, budget) is not ProtocolVersion)
        {
            throw new WeightsFormatException($"The file is not of torch.save's protocol {ProtocolVersion}.");
        }

        if (TensorPickle.Read(bytes, reductions, budget) is not PickleDict system
            || !system.Entries.Any(entry => entry is { Key: "little_endian", Value: true }))
        {
            throw new WeightsFormatException("The file does not state that it is little-endian; only such files are read.");
        }

        object? root = TensorPickle.Read(bytes, reductions, budget);
        var storages = ReadStorages(bytes, reductions, budget);
        return new PickledStateDict(storage => storages.TryGetValue(storage.Key, out var content)
            ? content
            : throw new WeightsFormatException($"Storage '{ShownName.Of(storage.Key)}' is missing from the file.")).Build(root);
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadStorages(PickleBytes bytes, PickleReductions reductions, PickleBudget budget)
    {
        if (TensorPickle.Read(bytes, new PickleReductions(budget), budget) is not PickleList keys)
        {
            throw new WeightsFormatException("The file has no list of storage keys.");
        }

        var storages = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !reductions.Storages.TryGetValue(key, out var storage) || storages.ContainsKey(key))
            {
                throw new WeightsFormatException("The list of storage keys has one that is doubled or that no tensor uses.");
            }

            ulong elementCount = bytes.UInt64();
            if (elementCount != (ulong)storage.ElementCount || storage.DType.ByteLength([storage.ElementCount]) is not long byteLength)
            {
                throw new WeightsFormatException($"Storage '{ShownName.Of(key)}' has {elementCount} elements where the pickle states {storage.ElementCount}.");
            }

            storages.Add(key, bytes.View((ulong)byteLength));
        }

        return storages;
    }
}
