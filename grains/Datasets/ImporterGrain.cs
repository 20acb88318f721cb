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
            var original = await blobs.PutAsync(photo.Bytes, CancellationToken.None);
            return new RenditionResult(await blobs.PutAsync(rendition.EncodedJpeg, CancellationToken.None), RejectedBecause: null, rendition.IsTruncated, original);
        }
        catch (PhotoDecodeException refused)
        {
            return new RenditionResult(Rendition: null, refused.Message, IsTruncated: false, Photo: null);
        }
    }
}
