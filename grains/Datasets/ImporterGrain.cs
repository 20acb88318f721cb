using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Placement;
using BirdGrid.Vision.Photos;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Datasets;

/// <inheritdoc cref="IImporterGrain"/>
[RequireSiloRole(SiloRole.Cpu)]
[Reentrant]
public sealed class ImporterGrain(IBlobStore blobs, CpuExecutor cpu, RenditionEncoder renditions) : Grain, IImporterGrain
{
    /// <inheritdoc/>
    public async Task<RenditionResult> MakeRendition(BlobRef photo, int renditionSize, bool acceptTruncated)
    {
        var truncated = acceptTruncated ? TruncatedPhotos.Accept : TruncatedPhotos.Refuse;
        byte[] encoded = await blobs.ReadAsync(photo, CancellationToken.None);
        try
        {
            var rendition = await cpu.RunAsync("rendition", () => renditions.Make(encoded, renditionSize, truncated), CancellationToken.None);
            var stored = await blobs.StoreAsync(rendition.EncodedJpeg, CancellationToken.None);
            return new RenditionResult(stored.Blob, RejectedBecause: null, rendition.IsTruncated, stored.WasDamaged);
        }
        catch (PhotoDecodeException refused)
        {
            return new RenditionResult(Rendition: null, refused.Message, IsTruncated: false);
        }
    }
}
