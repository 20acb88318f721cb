using System.Numerics;
using System.Runtime.InteropServices;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Looks for NaN and infinity among weights: one of them spreads through the whole network with the first photo, and training then blames the
/// learning rate. A pass over the bytes, some milliseconds for 100 MB.
/// </summary>
internal static class FiniteWeights
{
    private const ushort HalfExponent = 0x7C00;
    private const ushort BFloat16Exponent = 0x7F80;
    private const uint SingleExponent = 0x7F80_0000;

    /// <summary>Refuses weights that are not finite.</summary>
    /// <param name="tensors">The tensors that are going to be used.</param>
    /// <exception cref="WeightsFormatException">Some are not; the message names the first tensor and counts.</exception>
    public static void Require(IEnumerable<WeightTensor> tensors)
    {
        string? first = null;
        int more = 0;
        foreach (var tensor in tensors)
        {
            long count = CountNotFinite(tensor);
            if (count == 0)
            {
                continue;
            }

            more += first is null ? 0 : 1;
            first ??= $"{count} of the {tensor.Data.Length / tensor.DType.ElementBytes()} numbers in '{ShownName.Of(tensor.Name)}' are NaN or infinite";
        }

        if (first is not null)
        {
            string others = more == 0 ? string.Empty : $", and {more} more tensors have such numbers";
            throw new WeightsFormatException($"{first}{others}: the weights are damaged, or come from a training that diverged; use a file of an earlier state.");
        }
    }

    /// <summary>How many numbers are NaN or infinite, or would be as 32-bit floats, which networks compute in.</summary>
    internal static long CountNotFinite(WeightTensor tensor)
    {
        var bytes = tensor.Data.Span;
        return tensor.DType switch
        {
            WeightDType.F32 => CountWhereAllSet(MemoryMarshal.Cast<byte, uint>(bytes), SingleExponent),
            WeightDType.F16 => CountWhereAllSet(MemoryMarshal.Cast<byte, ushort>(bytes), HalfExponent),
            WeightDType.BF16 => CountWhereAllSet(MemoryMarshal.Cast<byte, ushort>(bytes), BFloat16Exponent),
            WeightDType.F64 => CountTooLarge(MemoryMarshal.Cast<byte, double>(bytes)),
            _ => 0,
        };
    }

    /// <summary>Numbers whose exponent has all bits set are infinite or none.</summary>
    private static long CountWhereAllSet<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        long count = 0;
        int at = 0;
        var mask = new Vector<T>(exponent);
        for (; at <= numbers.Length - Vector<T>.Count; at += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(numbers[at..]) & mask, mask))
            {
                count += CountOneByOne(numbers.Slice(at, Vector<T>.Count), exponent);
            }
        }

        return count + CountOneByOne(numbers[at..], exponent);
    }

    private static long CountOneByOne<T>(ReadOnlySpan<T> numbers, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        long count = 0;
        foreach (var number in numbers)
        {
            count += (number & exponent) == exponent ? 1 : 0;
        }

        return count;
    }

    private static long CountTooLarge(ReadOnlySpan<double> numbers)
    {
        long count = 0;
        foreach (double number in numbers)
        {
            count += float.IsFinite((float)number) ? 0 : 1;
        }

        return count;
    }
}
