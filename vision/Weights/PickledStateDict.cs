using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>Turns the root of a pickle and the bytes of its storages into a state dict.</summary>
internal sealed class PickledStateDict(Func<PickleStorage, ReadOnlyMemory<byte>> readStorage)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> storages = new(StringComparer.Ordinal);
    private long storageBytes;
    private long tensorBytes;

    /// <summary>Builds the state dict; the root must be a dict from names to tensors.</summary>
    public StateDict Build(object? root)
    {
        if (root is not PickleDict dict)
        {
            throw new WeightsFormatException("The file's root is not a dict of tensors: save the state dict, torch.save(model.state_dict(), path).");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new List<WeightTensor>(dict.Entries.Count);
        foreach (var (key, value) in dict.Entries)
        {
            if (key is not string { Length: > 0 } name || !names.Add(name))
            {
                throw new WeightsFormatException("The dict of tensors has a key that is empty, doubled or not text.");
            }

            tensors.Add(value is PickleTensor tensor
                ? new WeightTensor(name, tensor.Storage.DType, tensor.Shape, Bytes(name, tensor))
                : throw new WeightsFormatException($"'{ShownName.Of(name)}' is not a tensor: save the state dict alone, torch.save(model.state_dict(), path)."));
        }

        return new StateDict(tensors);
    }

    private ReadOnlyMemory<byte> Bytes(string name, PickleTensor tensor)
    {
        if (!storages.TryGetValue(tensor.Storage.Key, out var storage))
        {
            storages[tensor.Storage.Key] = storage = readStorage(tensor.Storage);
            storageBytes += storage.Length;
        }

        int elementBytes = tensor.Storage.DType.ElementBytes();
        long byteLength = tensor.Storage.DType.ByteLength(tensor.Shape)!.Value;
        if (byteLength == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        // Strides of 0 can blow a small storage up, and many tensors can share one: whoever reads or copies them all has more to do than the file has bytes.
        tensorBytes += byteLength;
        if (byteLength > storage.Length || tensorBytes > WeightsLimits.MaxShares * storageBytes)
        {
            throw new WeightsFormatException($"'{ShownName.Of(name)}' overlaps itself, or too many others, in storage '{ShownName.Of(tensor.Storage.Key)}'.");
        }

        if (IsRowMajor(tensor))
        {
            return storage.Slice((int)(tensor.Offset * elementBytes), (int)byteLength);
        }

        byte[] packed = new byte[byteLength];
        Pack(tensor, storage.Span, packed, elementBytes);
        return packed;
    }

    private static bool IsRowMajor(PickleTensor tensor)
    {
        long expected = 1;
        for (int axis = tensor.Shape.Length - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] != 1 && tensor.Strides[axis] != expected)
            {
                return false;
            }

            expected *= tensor.Shape[axis];
        }

        return true;
    }

    private static void Pack(PickleTensor tensor, ReadOnlySpan<byte> storage, Span<byte> packed, int elementBytes)
    {
        long[] index = new long[tensor.Shape.Length];
        long source = tensor.Offset;
        for (int target = 0; target < packed.Length; target += elementBytes)
        {
            storage.Slice((int)(source * elementBytes), elementBytes).CopyTo(packed[target..]);
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                source += tensor.Strides[axis];
                if (++index[axis] < tensor.Shape[axis])
                {
                    break;
                }

                source -= tensor.Strides[axis] * tensor.Shape[axis];
                index[axis] = 0;
            }
        }
    }
}
