using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>Photos of a batch that go through the network together.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="BatchCount">Photos of the whole batch.</param>
internal readonly record struct BatchPart(int First, int Count, int BatchCount)
{
    /// <summary>Cuts a batch; as everywhere, a single photo left over joins the part before it.</summary>
    /// <param name="count">Photos of the batch.</param>
    /// <param name="partSize">Photos of a part; 0: all.</param>
    public static IEnumerable<BatchPart> Cut(int count, int partSize)
    {
        int size = partSize == 0 ? count : partSize;
        int parts = EpochOrder.StepsPerEpoch(count, size);
        return Enumerable.Range(0, parts).Select(part => new BatchPart(part * size, part == parts - 1 ? count - (part * size) : size, count));
    }

    /// <summary>These rows of a batch's tensor.</summary>
    /// <param name="batch">[N, ...].</param>
    public Tensor Of(Tensor batch) => Count == BatchCount ? batch : batch.narrow(0, First, Count);
}
