using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Models;

/// <summary>Says of a version's stored files what they are and what mends them: the blob store knows their hashes only.</summary>
public static class ModelFiles
{
    /// <summary>What mends weights.</summary>
    private const string RestoreWeights = "restore the file from a backup, or promote another version";

    /// <summary>Reads something of a version's weights.</summary>
    /// <exception cref="DamagedException">The weights are damaged or missing.</exception>
    public static Task<T> ReadWeightsAsync<T>(string version, Func<Task<T>> read) => ReadAsync(version, "weights", RestoreWeights, read);

    /// <summary>Reads something of a version's int8 model.</summary>
    /// <exception cref="DamagedException">The model is damaged or missing.</exception>
    public static Task<T> ReadQuantizedAsync<T>(string version, Func<Task<T>> read) =>
        ReadAsync(version, "int8 model", $"make it anew with `birdgrid models quantize {version}`, or restore the file from a backup", read);

    /// <summary>Reads something of a version's ONNX model.</summary>
    /// <exception cref="DamagedException">The model is damaged or missing.</exception>
    public static Task<T> ReadOnnxAsync<T>(string version, Func<Task<T>> read) => ReadAsync(version, "ONNX model", RestoreWeights, read);

    private static async Task<T> ReadAsync<T>(string version, string what, string cure, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (BlobCorruptException damaged)
        {
            throw new DamagedException("model-damaged", $"The stored {what} of {version} {Number(what)} damaged (file {damaged.Blob.Sha256}): {cure}.");
        }
        catch (BlobNotFoundException missing)
        {
            throw new DamagedException("model-missing", $"The stored {what} of {version} {Number(what)} missing (file {missing.Blob.Sha256}): check that every silo uses the same blob folder or bucket; else {cure}.");
        }
    }

    private static string Number(string what) => what.EndsWith('s') ? "are" : "is";
}
