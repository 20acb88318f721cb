using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BirdGrid.Grains.Datasets;

/// <summary>
/// Assigns photos without a split of their own, class by class. The order inside a class is that of
/// SHA-256(seed, photo hash): the split depends on the seed and the photos alone, not on file names or arrival.
/// </summary>
public static class StratifiedSplit
{
    /// <summary>Splits the photos of one class.</summary>
    /// <param name="photoHashes">Hashes of the class's photos that have no split yet.</param>
    /// <param name="validationFraction">Share that goes to validation, 0 to 0.9.</param>
    /// <param name="testFraction">Share that goes to test, 0 to 0.9.</param>
    /// <param name="seed">The split's seed.</param>
    /// <returns>A split for each photo, in the order given. A class of two photos or more keeps at least one for training.</returns>
    public static DatasetSplit[] Assign(IReadOnlyList<string> photoHashes, double validationFraction, double testFraction, ulong seed)
    {
        int count = photoHashes.Count;
        int test = Share(testFraction, count);
        int validation = Math.Min(Share(validationFraction, count), count - test);
        while (count >= 1 && validation + test >= count && validation + test > 0)
        {
            _ = validation > 0 ? validation-- : test--;
        }

        var order = Enumerable.Range(0, count).OrderBy(i => Rank(photoHashes[i], seed), StringComparer.Ordinal).ToArray();
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

    private static string Rank(string photoHash, ulong seed)
    {
        byte[] text = Encoding.ASCII.GetBytes(photoHash);
        byte[] key = new byte[sizeof(ulong) + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        text.CopyTo(key, sizeof(ulong));
        return Convert.ToHexString(SHA256.HashData(key));
    }
}
