using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Client.Classification;

/// <summary>Files on their way to a classification stream, and those that never set out.</summary>
internal sealed class PhotoFiles(string model, IReadOnlyList<string> files, int topK, TruncatedPhotos truncated = TruncatedPhotos.Unspecified)
{
    private const string UnreadableReason = "unreadable-file";

    private readonly ConcurrentDictionary<int, ClassifyResponse> unreadable = new();

    /// <summary>A request for each file that can be read.</summary>
    public async IAsyncEnumerable<ClassifyRequest> Requests([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < files.Count; i++)
        {
            if (await ReadAsync(i, cancellationToken) is { } photo)
            {
                yield return new ClassifyRequest { Model = model, TopK = topK, RequestId = files[i], Truncated = truncated, Photo = UnsafeByteOperations.UnsafeWrap(photo) };
            }
        }
    }

    /// <summary>The answer for a file that was not sent; null where it was.</summary>
    public ClassifyResponse? Unreadable(int index) => unreadable.GetValueOrDefault(index);

    private async Task<byte[]?> ReadAsync(int index, CancellationToken cancellationToken)
    {
        string path = files[index];
        if (Directory.Exists(path))
        {
            Refuse(index, StatusCode.InvalidArgument, $"{path} is a folder: name the photos in it, for example {Path.Combine(path, "*.jpg")}.");
            return null;
        }

        // Opening a named pipe waits for somebody who writes to it. The process's own descriptors have one.
        if (!IsDescriptor(path) && SpecialFiles.Contain(path))
        {
            Refuse(index, StatusCode.InvalidArgument, $"{path} is a pipe, a socket or a device, not a file; a pipe can be given as standard input, -.");
            return null;
        }

        try
        {
            if (await PhotoBytes.ReadAsync(path, cancellationToken) is { } photo)
            {
                return photo;
            }

            Refuse(index, StatusCode.InvalidArgument, $"{path} is larger than the {PhotoFormats.LargestBytes >> 20} MiB that a photo may have.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            Refuse(index, StatusCode.NotFound, $"There is no file {path}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Refuse(index, StatusCode.InvalidArgument, $"{path} cannot be read: {failure.Message}");
        }

        return null;
    }

    private static bool IsDescriptor(string path) =>
        path == "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    private void Refuse(int index, StatusCode code, string message) => unreadable[index] = new ClassifyResponse
    {
        RequestId = files[index],
        Error = new ClassifyError { Code = (int)code, Reason = UnreadableReason, Message = message },
    };
}
