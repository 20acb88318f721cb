using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Placement;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Augmentation;

/// <inheritdoc cref="IAugmenterGrain"/>
[RequireSiloRole(SiloRole.Cpu)]
[Reentrant]
public sealed class AugmenterGrain(
    IBlobStore blobs,
    ManifestStore manifests,
    PhotoCache photos,
    PhotoDecoder decoder,
    CpuExecutor cpu,
    ILocalSiloDetails silo) : Grain, IAugmenterGrain
{
    // The library tells photos apart by 64 bits; a manifest's indices leave the upper ones to repeats.
    private const int RepeatShift = 32;

    /// <inheritdoc/>
    public async Task<RenderedBatch> Render(AugmentRequest request, CancellationToken cancellationToken = default)
    {
        if (!AugmenterKey.Names(this.GetPrimaryKeyString(), silo.SiloAddress))
        {
            // Its silo could not take it in at that moment: the next request tries again.
            DeactivateOnIdle();
        }

        var manifest = await manifests.OpenAsync(request.Manifest, cancellationToken);
        var renditions = await manifest.ReadRenditionsAsync(request.Photos, cancellationToken);
        byte[] batchNhwc = GC.AllocateUninitializedArray<byte>(request.Photos.Count * request.ImageSize * request.ImageSize * 3);
        var renderer = RendererOf(request);
        int parts = Math.Min(cpu.WorkerCount, request.Photos.Count);
        await Task.WhenAll(Enumerable.Range(0, parts).Select(async part =>
        {
            var share = Share(request.Photos.Count, parts, part);
            var encoded = await ReadMissingAsync(renditions, share, cancellationToken);
            await cpu.RunAsync("augment", () => RenderShare(renditions, request, share, encoded, renderer, batchNhwc), cancellationToken);
        }));
        return new RenderedBatch(batchNhwc);
    }

    private static Range Share(int count, int parts, int part) => (count * part / parts)..(count * (part + 1) / parts);

    private static long DrawIndex(AugmentRequest request, int position) =>
        request.Photos[position] + ((long)(request.Repeats?[position] ?? 0) << RepeatShift);

    private IPhotoRenderer RendererOf(AugmentRequest request) => request.PolicyJson is null
        ? new EvaluationRenderer(request.ResizeSize, request.ImageSize)
        : new AugmentationRenderer(AugmentationPolicy.FromJson(request.PolicyJson), request.Seed, request.Epoch, request.ImageSize, decoder);

    private async Task<Dictionary<int, byte[]>> ReadMissingAsync(BlobRef[] renditions, Range share, CancellationToken cancellationToken)
    {
        var encoded = new Dictionary<int, byte[]>();
        for (int i = share.Start.Value; i < share.End.Value; i++)
        {
            var rendition = renditions[i];
            if (photos.Find(rendition.Sha256) is null)
            {
                encoded[i] = await blobs.ReadAsync(rendition, cancellationToken);
            }
        }

        return encoded;
    }

    private int RenderShare(BlobRef[] renditions, AugmentRequest request, Range share, Dictionary<int, byte[]> encoded, IPhotoRenderer renderer, byte[] batchNhwc)
    {
        int imageBytes = request.ImageSize * request.ImageSize * 3;
        for (int i = share.Start.Value; i < share.End.Value; i++)
        {
            long drawIndex = DrawIndex(request, i);
            var rendition = renditions[i];
            var imageHwc = batchNhwc.AsSpan(i * imageBytes, imageBytes);
            if (photos.Find(rendition.Sha256) is { } cached)
            {
                renderer.Render(cached, drawIndex, imageHwc);
                continue;
            }

            // A cached photo can be evicted between the two looks: read it again rather than fail.
            byte[] bytes = encoded.TryGetValue(i, out byte[]? read) ? read : blobs.ReadAsync(rendition, CancellationToken.None).GetAwaiter().GetResult();
            if (photos.HasRoom || !renderer.TryRender(bytes, drawIndex, imageHwc))
            {
                var photo = decoder.Decode(bytes);
                photos.Keep(rendition.Sha256, photo);
                renderer.Render(photo, drawIndex, imageHwc);
            }
        }

        return share.End.Value - share.Start.Value;
    }
}
