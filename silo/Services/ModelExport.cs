using System.Security.Cryptography;
using BirdGrid.Grains;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Services.Mapping;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>Sends versions as ONNX model files.</summary>
/// <param name="grains">Finds the versions.</param>
/// <param name="models">Makes the files of versions that have none.</param>
/// <param name="blobs">Where the files lie.</param>
internal sealed class ModelExport(IGrainFactory grains, OnnxModelStore models, IBlobStore blobs)
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Streams a version's model.</summary>
    /// <param name="request">Which version, and in which numbers.</param>
    /// <param name="stream">Receives the chunks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">The version does not exist, or was never quantized.</exception>
    public async Task SendAsync(V1.ExportModelRequest request, IServerStreamWriter<V1.ExportModelChunk> stream, CancellationToken cancellationToken)
    {
        var reference = ModelReference.Parse(request.Reference);
        int number = await grains.GetGrain<IModelGrain>(reference.Model).Resolve(reference);
        var version = grains.GetGrain<IModelVersionGrain>(ModelReference.KeyOf(reference.Model, number));
        var blob = request.Precision == V1.ModelPrecision.Int8 ? await QuantizedAsync(version) : await ExactAsync(await version.Get(), cancellationToken);
        string key = version.GetPrimaryKeyString();
        await using var content = request.Precision == V1.ModelPrecision.Int8
            ? await ModelFiles.ReadQuantizedAsync(key, () => OpenIntactAsync(blob, cancellationToken))
            : await ModelFiles.ReadOnnxAsync(key, () => OpenIntactAsync(blob, cancellationToken));
        var next = new V1.ExportModelChunk { Model = blob.ToProto() };
        byte[] buffer = new byte[ChunkBytes];
        while (await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancellationToken) is > 0 and int read)
        {
            next.Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read));
            await stream.WriteAsync(next, cancellationToken);
            next = new V1.ExportModelChunk();
        }
    }

    private static async Task<BlobRef> QuantizedAsync(IModelVersionGrain version) => await version.GetQuantized() is { } quantized
        ? quantized.Model
        : throw new NotFoundException("not-quantized", $"{version.GetPrimaryKeyString()} has no int8 model; `birdgrid models quantize {version.GetPrimaryKeyString()}` makes one.");

    // A model that is damaged is found, and made again where that is possible, before its first byte is sent.
    private async Task<Stream> OpenIntactAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var content = await blobs.OpenReadAsync(blob, cancellationToken);
        try
        {
            byte[] hash = await SHA256.HashDataAsync(content, cancellationToken);
            content.Position = 0;
            return Convert.ToHexStringLower(hash) == blob.Sha256 ? content : throw new BlobCorruptException(blob, "its bytes have another hash");
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private async Task<BlobRef> ExactAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        byte[] model = await models.ReadAsync(version, cancellationToken);
        return version.Onnx?.Model ?? await blobs.PutAsync(model, cancellationToken);
    }
}
