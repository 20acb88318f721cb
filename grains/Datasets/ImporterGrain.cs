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
    public async Task<RenditionResult> StorePhoto(EncodedPhoto photo, int renditionSize, bool acceptTruncated)
    {
        var truncated = acceptTruncated ? TruncatedPhotos.Accept : TruncatedPhotos.Refuse;
        try
        {
            var rendition = await cpu.RunAsync("rendition", () => renditions.Make(photo.Bytes, renditionSize, truncated), CancellationToken.None);
            var original = await blobs.StoreAsync(photo.Bytes, CancellationToken.None);
            var smaller = await blobs.StoreAsync(rendition.EncodedJpeg, CancellationToken.None);
            return new RenditionResult(smaller.Blob, RejectedBecause: null, rendition.IsTruncated, original.Blob, original.WasDamaged || smaller.WasDamaged);
        }
        catch (PhotoDecodeException refused)
        {
            return new RenditionResult(Rendition: null, refused.Message, IsTruncated: false, Photo: null);
        }
    }
}
