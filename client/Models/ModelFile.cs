using System.Security.Cryptography;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Client.Models;

/// <summary>Model files that come in chunks.</summary>
internal static class ModelFile
{
    /// <summary>Writes chunks to a file beside the wanted one, checks it against its announced hash and puts it in its place.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="chunks">The chunks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was announced.</returns>
    /// <exception cref="IOException">The file cannot be written, or what came is not what was announced.</exception>
    public static async Task<Blob> WriteAsync(string path, IAsyncStreamReader<ExportModelChunk> chunks, CancellationToken cancellationToken)
    {
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            var model = await ReceiveAsync(partial, chunks, cancellationToken);
            File.Move(partial, path, overwrite: true);
            return model;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<Blob> ReceiveAsync(string partial, IAsyncStreamReader<ExportModelChunk> chunks, CancellationToken cancellationToken)
    {
        // Nothing is created before the silo has something to say.
        if (!await chunks.MoveNext(cancellationToken) || chunks.Current.Model is not { } model)
        {
            throw new IOException("The silo sent no model.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = new FileStream(partial, FileMode.CreateNew))
        {
            do
            {
                hash.AppendData(chunks.Current.Data.Span);
                await file.WriteAsync(chunks.Current.Data.Memory, cancellationToken);
            }
            while (await chunks.MoveNext(cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == model.Sha256
            ? model
            : throw new IOException("The model did not arrive whole; ask for it again.");
    }
}
