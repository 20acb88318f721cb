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
public sealed class AugmenterGrain(IBlobStore blobs, ManifestStore manifests, PhotoCache photos, PhotoDecoder decoder, CpuExecutor cpu) : Grain, IAugmenterGrain
{
    // The library tells photos apart by 64 bits; a manifest's indices leave the upper ones to repeats.
    private const int RepeatShift = 32;

    private delegate void RenderPhoto(RgbImage photo, int position, Span<byte> imageHwc);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> Render(AugmentRequest request, CancellationToken cancellationToken = default)
    {
        var manifest = await manifests.ReadAsync(request.Manifest, cancellationToken);
        byte[] batchNhwc = GC.AllocateUninitializedArray<byte>(request.Photos.Count * request.ImageSize * request.ImageSize * 3);
        var render = Renderer(request);
        int parts = Math.Min(cpu.WorkerCount, request.Photos.Count);
        await Task.WhenAll(Enumerable.Range(0, parts).Select(async part =>
        {
            var share = Share(request.Photos.Count, parts, part);
            var encoded = await ReadMissingAsync(manifest, request, share, cancellationToken);
            await cpu.RunAsync("augment", () => RenderShare(manifest, request, share, encoded, render, batchNhwc), cancellationToken);
        }));
        return batchNhwc;
    }

    private static Range Share(int count, int parts, int part) => (count * part / parts)..(count * (part + 1) / parts);

    private static RenderPhoto Renderer(AugmentRequest request)
    {
        if (request.PolicyJson is null)
        {
            var evaluation = new EvaluationTransform(request.ResizeSize, request.ImageSize);
            return (photo, _, imageHwc) => evaluation.Render(photo, imageHwc);
        }

        var augmenter = new Augmenter(AugmentationPolicy.FromJson(request.PolicyJson), request.Seed, request.ImageSize);
        return (photo, position, imageHwc) => augmenter.Render(photo, request.Epoch, DrawIndex(request, position), imageHwc);
    }

    private static long DrawIndex(AugmentRequest request, int position) =>
        request.Photos[position] + ((long)(request.Repeats?[position] ?? 0) << RepeatShift);

    private async Task<Dictionary<int, byte[]>> ReadMissingAsync(DatasetManifest manifest, AugmentRequest request, Range share, CancellationToken cancellationToken)
    {
        var encoded = new Dictionary<int, byte[]>();
        for (int i = share.Start.Value; i < share.End.Value; i++)
        {
            var rendition = manifest.Photos[request.Photos[i]].Rendition;
            if (photos.Find(rendition.Sha256) is null)
            {
                encoded[i] = await blobs.ReadAsync(rendition, cancellationToken);
            }
        }

        return encoded;
    }

    private int RenderShare(DatasetManifest manifest, AugmentRequest request, Range share, Dictionary<int, byte[]> encoded, RenderPhoto render, byte[] batchNhwc)
    {
        int imageBytes = request.ImageSize * request.ImageSize * 3;
        for (int i = share.Start.Value; i < share.End.Value; i++)
        {
            int index = request.Photos[i];
            string hash = manifest.Photos[index].Rendition.Sha256;
            var photo = encoded.TryGetValue(i, out byte[]? bytes) ? Decode(hash, bytes) : photos.Find(hash);

            // A cached photo can be evicted between the two looks: read it again rather than fail.
            photo ??= Decode(hash, blobs.ReadAsync(manifest.Photos[index].Rendition, CancellationToken.None).GetAwaiter().GetResult());
            render(photo, i, batchNhwc.AsSpan(i * imageBytes, imageBytes));
        }

        return share.End.Value - share.Start.Value;
    }

    private RgbImage Decode(string hash, byte[] encoded)
    {
        var photo = decoder.Decode(encoded);
        photos.Keep(hash, photo);
        return photo;
    }
}
