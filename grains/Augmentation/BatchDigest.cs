using System.Buffers.Binary;
using System.IO.Hashing;

namespace BirdGrid.Grains.Augmentation;

/// <summary>
/// A digest of batches in their order (XXH3, 128 bits), to tell whether two sessions saw the same pixels; not a protection against forgery.
/// </summary>
internal sealed class BatchDigest
{
    private readonly XxHash128 hash = new();

    /// <summary>The digest of the batches so far, 32 hexadecimal digits; empty without a batch.</summary>
    public string Hex { get; private set; } = string.Empty;

    /// <summary>Takes the next batch: its length, then its bytes.</summary>
    /// <param name="imagesNhwc">uint8 NHWC.</param>
    public void Append(ReadOnlySpan<byte> imagesNhwc)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, imagesNhwc.Length);
        hash.Append(length);
        hash.Append(imagesNhwc);
        Hex = Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
