namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>
/// How a vector of floats is cut for exchange between devices: into slices of equal length (the last ones shorter), as many for each device as the
/// limit asks for, so that all add up and hand out about the same. Slice s belongs to device s mod devices.
/// </summary>
/// <param name="length">Floats of the vector, at least 1.</param>
/// <param name="devices">Number of devices, at least 1.</param>
/// <param name="maximumBytes">Longest slice in bytes, at least 4.</param>
internal readonly struct GradientSlices(int length, int devices, int maximumBytes)
{
    private readonly int sliceLength = SliceLength(length, devices, maximumBytes);

    /// <summary>Floats of the vector.</summary>
    public int Length { get; } = length;

    /// <summary>Number of slices.</summary>
    public int Count => (int)Math.Ceiling((double)Length / sliceLength);

    /// <summary>The bytes of a slice in the vector.</summary>
    /// <param name="slice">Number of the slice, counted from 0.</param>
    public Range Bytes(int slice)
    {
        int first = slice * sliceLength;
        return (first * sizeof(float))..(Math.Min(Length, first + sliceLength) * sizeof(float));
    }

    /// <summary>The slices that a device adds up.</summary>
    /// <param name="rank">Number of the device, counted from 0.</param>
    public IEnumerable<int> OwnedBy(int rank)
    {
        int all = Count;
        int step = devices;
        return Enumerable.Range(0, all).Where(slice => slice % step == rank);
    }

    private static int SliceLength(int length, int devices, int maximumBytes)
    {
        int maximum = maximumBytes / sizeof(float);
        int rounds = (int)Math.Ceiling((double)length / ((long)maximum * devices));
        return (int)Math.Ceiling((double)length / ((long)rounds * devices));
    }
}
