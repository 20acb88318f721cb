using System.Diagnostics.Metrics;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Blobs;

/// <summary>Instruments of the blob cache.</summary>
internal static class BlobCacheMetrics
{
    /// <summary>Reads that the cache served.</summary>
    public static readonly Counter<long> Hits = BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.blob_cache.hits", "{read}", "Reads that the blob cache served.");

    /// <summary>Reads that had to wait for a download.</summary>
    public static readonly Counter<long> Misses = BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.blob_cache.misses", "{read}", "Reads that waited for a download.");

    /// <summary>Bytes that the cache served without a download.</summary>
    public static readonly Counter<long> HitBytes = BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.blob_cache.hit.bytes", "By", "Bytes that the blob cache served without a download.");

    /// <summary>Bytes that were downloaded, broken and damaged downloads excluded.</summary>
    public static readonly Counter<long> DownloadedBytes = BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.blob_cache.downloaded.bytes", "By", "Bytes that were downloaded into the blob cache.");

    /// <summary>Cached files that were not the bytes of their name, and were thrown away.</summary>
    public static readonly Counter<long> Damaged = BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.blob_cache.damaged", "{file}", "Cached files found damaged and thrown away.");

    /// <summary>Files that were deleted to keep the bound.</summary>
    public static readonly Counter<long> Evictions = BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.blob_cache.evictions", "{file}", "Files deleted to keep the blob cache's bound.");

    /// <summary>Size of the cached files when they were last counted.</summary>
    public static readonly Gauge<long> Size = BirdGridTelemetry.Meter.CreateGauge<long>("birdgrid.blob_cache.size", "By", "Size of the cached files when they were last counted.");
}
