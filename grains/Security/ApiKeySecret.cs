using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BirdGrid.Grains.Security;

/// <summary>
/// A new API key: <c>bg_</c>, an id of 12 hexadecimal digits, <c>_</c> and 256 random bits in base64url. It is shown once; what is kept is its
/// SHA-256. A slow password hash would add nothing: nobody tries 2^256 keys.
/// </summary>
/// <param name="Id">What the key is called by.</param>
/// <param name="Key">The whole key.</param>
public sealed record ApiKeySecret(string Id, string Key)
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "bg_";

    /// <summary>Characters of a key.</summary>
    public const int Length = 59;

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int IdBytes = 6;
    private const int SecretBytes = 32;

    /// <summary>Makes a key from the system's random numbers.</summary>
    public static ApiKeySecret New()
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return new ApiKeySecret(id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The hash of a key, without a copy of it on the heap.</summary>
    /// <param name="key">A key as a caller sent it.</param>
    /// <param name="hash">Room for <see cref="HashBytes"/> bytes.</param>
    /// <returns>False where it cannot be a key.</returns>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return key.Length == Length
            && key.StartsWith(Prefix, StringComparison.Ordinal)
            && Encoding.UTF8.TryGetBytes(key, bytes, out int written)
            && SHA256.TryHashData(bytes[..written], hash, out _);
    }

    /// <summary>The hash of this key.</summary>
    public byte[] Hash()
    {
        byte[] hash = new byte[HashBytes];
        TryHash(Key, hash);
        return hash;
    }

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => $"{Prefix}{Id}_...";
}
