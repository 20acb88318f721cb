using BirdGrid.Grains.Augmentation;

namespace BirdGrid.Grains.Tests.Augmentation;

public sealed class BatchDigestTests
{
    [Fact]
    public void Equal_batches_in_the_same_order_have_equal_digests_and_nothing_else_has()
    {
        Assert.Equal(string.Empty, Digest());
        Assert.Matches("^[0-9a-f]{32}$", Digest([1, 2], [3]));
        Assert.Equal(Digest([1, 2], [3]), Digest([1, 2], [3]));
        string[] different = [Digest([1, 2], [3]), Digest([3], [1, 2]), Digest([1], [2, 3]), Digest([1, 2, 3]), Digest([1, 2], [4])];
        Assert.Distinct(different);
    }

    private static string Digest(params byte[][] batches)
    {
        var digest = new BatchDigest();
        foreach (byte[] batch in batches)
        {
            digest.Append(batch);
        }

        return digest.Hex;
    }
}
