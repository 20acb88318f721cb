namespace BirdGrid.Vision.Weights;

/// <summary>The callables that may occur in a pickle of tensors. They are names of ours: nothing of that name is ever called.</summary>
internal enum PickleCallable
{
    OrderedDict,
    RebuildTensor,
    RebuildTensorV2,
    RebuildParameter,
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dict or OrderedDict as its entries in order; keys are not hashed, so they cannot be made to collide.</summary>
internal sealed class PickleDict
{
    public List<KeyValuePair<object?, object?>> Entries { get; } = [];
}

/// <summary>A reference to the bytes of one storage: its key, element type and element count as the pickle states them.</summary>
internal sealed record PickleStorage(string Key, WeightDType DType, long ElementCount);

/// <summary>A tensor: a strided window, in elements, on a storage. It lies inside the storage's stated size.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
