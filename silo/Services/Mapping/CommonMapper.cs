using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using Google.Protobuf.WellKnownTypes;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Small things that several services translate.</summary>
internal static class CommonMapper
{
    /// <summary>A blob reference.</summary>
    public static V1.Blob ToProto(this BlobRef blob) => new() { Sha256 = blob.Sha256, Length = blob.Length };

    /// <summary>A split.</summary>
    public static V1.Split ToProto(this DatasetSplit split) => (V1.Split)(int)split;

    /// <summary>A split.</summary>
    /// <exception cref="Grains.RefusedException">It is none of the known ones.</exception>
    public static DatasetSplit ToGrain(this V1.Split split) => System.Enum.IsDefined((DatasetSplit)(int)split)
        ? (DatasetSplit)(int)split
        : throw new Grains.RefusedException("unknown-split", $"{(int)split} is no split: use 0 (unspecified), 1 (train), 2 (validation) or 3 (test).");

    /// <summary>A point in time.</summary>
    public static Timestamp ToProto(this DateTimeOffset time) => time.ToTimestamp();
}
