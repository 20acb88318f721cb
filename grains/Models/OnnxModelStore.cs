using BirdGrid.Grains.Blobs;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Models;

/// <summary>Versions' networks as ONNX models.</summary>
/// <param name="blobs">The blob store.</param>
public sealed class OnnxModelStore(IBlobStore blobs)
{
    /// <summary>What a version's model file says of itself.</summary>
    /// <param name="labels">Class names in logit order.</param>
    /// <param name="preprocessing">How photos are prepared.</param>
    public static OnnxModelInfo Describe(IReadOnlyList<string> labels, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return new OnnxModelInfo
        {
            Backbone = preprocessing.Backbone,
            Labels = labels,
            Mean = preprocessing.Mean,
            Std = preprocessing.Std,
            ResizeSize = preprocessing.ResizeSize,
            CropSize = preprocessing.CropSize,
        };
    }

    /// <summary>Reads a version's model in 32-bit floats; one that was published without is made from its weights, off the caller's turn.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The model file.</returns>
    /// <exception cref="DamagedException">The version's files are damaged or missing.</exception>
    /// <exception cref="BlobStoreException">The version's files cannot be read.</exception>
    public async Task<byte[]> ReadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.Onnx is not { } stored)
        {
            return await MakeAsync(version, cancellationToken);
        }

        try
        {
            return await blobs.ReadAsync(stored.Model, cancellationToken);
        }
        catch (DamagedException) when (!cancellationToken.IsCancellationRequested)
        {
            // The same weights make the same file: what was damaged is put in its place again.
            byte[] made = await MakeAsync(version, cancellationToken);
            return (await blobs.PutAsync(made, cancellationToken)).Sha256 == stored.Model.Sha256
                ? made
                : await ModelFiles.ReadOnnxAsync(version.Key, () => blobs.ReadAsync(stored.Model, cancellationToken));
        }
    }

    private async Task<byte[]> MakeAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        byte[] weights = await ModelFiles.ReadWeightsAsync(version.Key, () => blobs.ReadAsync(version.Weights, cancellationToken));
        return await Task.Run(() => OnnxExporter.Export(SafetensorsFile.Read(weights.AsMemory()), Describe(version.Labels, version.Preprocessing)), cancellationToken);
    }
}
