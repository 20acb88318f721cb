using System.Buffers;
using System.Security.Cryptography;

namespace BirdGrid.Grains.Blobs;

/// <summary>The hexadecimal SHA-256 that names blobs.</summary>
internal static class BlobHash
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Hash of bytes, 64 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Refuses anything that is not a hash; what passes is safe as a file name.</summary>
    public static void Require(string sha256)
    {
        if (sha256 is not { Length: SHA256.HashSizeInBytes * 2 } || sha256.AsSpan().ContainsAnyExcept(Digits))
        {
            throw new ArgumentException($"'{sha256}' is no blob hash: it must be 64 lower-case hexadecimal digits (SHA-256).", nameof(sha256));
        }
    }

    /// <summary>Refuses a blob whose hash is none.</summary>
    public static void Require(BlobRef blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        Require(blob.Sha256);
    }

    /// <summary>Where a blob lies below a root: <c>ab/abcdef...</c>.</summary>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    public static string PathOf(BlobRef blob)
    {
        Require(blob);
        return $"{blob.Sha256[..2]}/{blob.Sha256}";
    }
}
