using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>What the allowed callables and persistent ids mean: records of storages and tensors, checked as they are made.</summary>
internal sealed class PickleReductions(PickleBudget budget)
{
    private readonly Dictionary<string, PickleStorage> storages = new(StringComparer.Ordinal);

    /// <summary>Every storage mentioned so far, by key.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => storages;

    /// <summary>A persistent id: ('storage', storage class, key, location, element count), in old files followed by None.</summary>
    public PickleStorage Storage(object? persistentId)
    {
        if (persistentId is not PickleTuple { Items: ["storage", WeightDType dtype, string key, string, long elementCount, .. var view] }
            || view is not ([] or [null])
            || elementCount < 0
            || key.Length > WeightsLimits.MaxKeyLength)
        {
            throw new WeightsFormatException("The pickle has a persistent id that is not a tensor's storage.");
        }

        var storage = new PickleStorage(key, dtype, elementCount);
        if (storages.TryGetValue(key, out var known) && known != storage)
        {
            throw new WeightsFormatException($"The pickle describes storage '{ShownName.Of(key)}' in two ways.");
        }

        if (known is null)
        {
            budget.TakeTensor();
            storages.Add(key, storage);
        }

        return known ?? storage;
    }

    /// <summary>REDUCE of an allowed callable.</summary>
    public object Apply(object? callable, object? arguments)
    {
        object?[] items = arguments is PickleTuple tuple ? tuple.Items : throw new WeightsFormatException("The pickle calls with something other than a tuple.");
        return (callable, items) switch
        {
            (PickleCallable.OrderedDict, []) => new PickleDict(),
            (PickleCallable.OrderedDict, [PickleList pairs]) => FromPairs(pairs),
            (PickleCallable.RebuildTensor, [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides]) =>
                Tensor(storage, offset, shape, strides),
            (PickleCallable.RebuildTensorV2, [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, bool, PickleDict, ..]) =>
                Tensor(storage, offset, shape, strides),
            (PickleCallable.RebuildParameter, [PickleTensor tensor, bool, PickleDict]) => tensor,
            (PickleCallable named, _) => throw new WeightsFormatException($"The pickle calls {named} with arguments it does not take."),
            _ => throw new WeightsFormatException("The pickle calls something that is not callable."),
        };
    }

    private PickleDict FromPairs(PickleList pairs)
    {
        budget.TakeItems(2 * pairs.Items.Count);
        var dict = new PickleDict();
        foreach (object? pair in pairs.Items)
        {
            var (key, value) = pair switch
            {
                PickleTuple { Items: [var first, var second] } => (first, second),
                PickleList { Items: [var first, var second] } => (first, second),
                _ => throw new WeightsFormatException("The pickle builds a dict from something other than pairs."),
            };
            dict.Entries.Add(new(key, value));
        }

        return dict;
    }

    private PickleTensor Tensor(PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides)
    {
        budget.TakeTensor();
        budget.TakeItems(shape.Items.Length + strides.Items.Length);
        long[] sides = WholeNumbers(shape);
        long[] steps = WholeNumbers(strides);
        if (offset < 0 || sides.Length != steps.Length || storage.DType.ByteLength(sides) is not long)
        {
            throw new WeightsFormatException($"The pickle has a tensor of impossible shape [{string.Join(", ", sides)}] on storage '{ShownName.Of(storage.Key)}'.");
        }

        // With a side of 0 there is no element, and no stride reaches anywhere.
        Int128 end = offset;
        if (!sides.Contains(0))
        {
            end += 1;
            for (int axis = 0; axis < sides.Length; axis++)
            {
                end += (Int128)(sides[axis] - 1) * steps[axis];
            }
        }

        return end <= storage.ElementCount
            ? new PickleTensor(storage, offset, sides, steps)
            : throw new WeightsFormatException($"A tensor reaches to element {end} of storage '{ShownName.Of(storage.Key)}', which has {storage.ElementCount}.");
    }

    private static long[] WholeNumbers(PickleTuple tuple) => tuple.Items.Length <= WeightDTypes.MaxRank
        ? Array.ConvertAll(tuple.Items, item => item is long number and >= 0
            ? number
            : throw new WeightsFormatException("The pickle has a shape or stride that is not whole numbers from 0."))
        : throw new WeightsFormatException($"The pickle has a shape of more than {WeightDTypes.MaxRank} dimensions.");
}
