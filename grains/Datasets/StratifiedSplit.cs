using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BirdGrid.Grains.Datasets;

/// <summary>
/// Assigns photos without a split of their own, class by class. The order inside a class is that of
/// SHA-256(seed, photo's name): the split depends on the seed and the photos alone, not on their arrival.
/// </summary>
public static class StratifiedSplit
{
    /// <summary>Splits the photos of one class.</summary>
    /// <param name="photoNames">What tells the class's photos that have no split yet apart, hashes for example; ASCII.</param>
    /// <param name="validationFraction">Share that goes to validation, 0 to 0.9.</param>
    /// <param name="testFraction">Share that goes to test, 0 to 0.9.</param>
    /// <param name="seed">The split's seed.</param>
    /// <returns>A split for each photo, in the order given. A class of two photos or more keeps at least one for training.</returns>
    public static DatasetSplit[] Assign(IReadOnlyList<string> photoNames, double validationFraction, double testFraction, ulong seed)
    {
        int count = photoNames.Count;
        int test = Share(testFraction, count);
        int validation = Math.Min(Share(validationFraction, count), count - test);
        while (count >= 1 && validation + test >= count && validation + test > 0)
        {
            _ = validation > 0 ? validation-- : test--;
        }

        UInt128[] ranks = [.. photoNames.Select(name => Rank(name, seed))];
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort(ranks, order);
        var splits = new DatasetSplit[count];
        for (int k = 0; k < count; k++)
        {
            splits[order[k]] = k < test ? DatasetSplit.Test : k < test + validation ? DatasetSplit.Validation : DatasetSplit.Train;
        }

        return splits;
    }

    // A share above nothing gives at least one photo, so that a thin class is measured at all.
    private static int Share(double fraction, int count) =>
        fraction <= 0 ? 0 : Math.Max(1, (int)Math.Round(fraction * count, MidpointRounding.AwayFromZero));

    // The first half of a hash orders photos as the whole would, and is a number.
    private static UInt128 Rank(string photoName, ulong seed)
    {
        byte[] key = new byte[sizeof(ulong) + photoName.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        Encoding.ASCII.GetBytes(photoName, key.AsSpan(sizeof(ulong)));
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(key));
    }
}
