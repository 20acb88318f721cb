using System.Buffers.Binary;
using System.Runtime.InteropServices;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>A blob's name in 40 bytes, a sixth of what it takes as an object: SHA-256, then the length, little-endian.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PackedBlobRef : IEquatable<PackedBlobRef>
{
    /// <summary>Size in bytes, stored and in memory.</summary>
    public const int Size = HashSize + sizeof(long);

    private const int HashSize = 32;

    private readonly ulong hash0;
    private readonly ulong hash1;
    private readonly ulong hash2;
    private readonly ulong hash3;
    private readonly long length;

    /// <summary>Packs a name.</summary>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    public PackedBlobRef(BlobRef blob)
    {
        BlobHash.Require(blob.Sha256);
        Span<byte> hash = stackalloc byte[HashSize];
        Convert.FromHexString(blob.Sha256, hash, out _, out _);
        (hash0, hash1, hash2, hash3) = Words(hash);
        length = blob.Length;
    }

    private PackedBlobRef(ReadOnlySpan<byte> stored)
    {
        (hash0, hash1, hash2, hash3) = Words(stored);
        length = BinaryPrimitives.ReadInt64LittleEndian(stored[HashSize..]);
    }

    /// <summary>Reads a stored name.</summary>
    /// <param name="stored">At least <see cref="Size"/> bytes.</param>
    public static PackedBlobRef Read(ReadOnlySpan<byte> stored) => new(stored);

    /// <summary>Writes the name.</summary>
    /// <param name="stored">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> stored)
    {
        WriteHash(stored);
        BinaryPrimitives.WriteInt64LittleEndian(stored[HashSize..], length);
    }

    /// <summary>The name as messages carry it.</summary>
    public BlobRef ToRef()
    {
        Span<byte> hash = stackalloc byte[HashSize];
        WriteHash(hash);
        return new BlobRef(Convert.ToHexStringLower(hash), length);
    }

    /// <summary>Orders by hash, as its hexadecimal digits would be.</summary>
    public int CompareHash(in PackedBlobRef other)
    {
        int order = hash0.CompareTo(other.hash0);
        order = order != 0 ? order : hash1.CompareTo(other.hash1);
        order = order != 0 ? order : hash2.CompareTo(other.hash2);
        return order != 0 ? order : hash3.CompareTo(other.hash3);
    }

    /// <inheritdoc/>
    public bool Equals(PackedBlobRef other) => CompareHash(other) == 0 && length == other.length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PackedBlobRef other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hash0.GetHashCode();

    private static (ulong First, ulong Second, ulong Third, ulong Fourth) Words(ReadOnlySpan<byte> hash) => (
        BinaryPrimitives.ReadUInt64BigEndian(hash),
        BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    private void WriteHash(Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt64BigEndian(hash, hash0);
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], hash1);
        BinaryPrimitives.WriteUInt64BigEndian(hash[16..], hash2);
        BinaryPrimitives.WriteUInt64BigEndian(hash[24..], hash3);
    }
}
