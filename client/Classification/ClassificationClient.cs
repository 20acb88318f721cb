using System.Runtime.CompilerServices;
using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Client.Classification;

/// <summary>Photos in, species out.</summary>
public sealed class ClassificationClient
{
    private readonly BirdGridClient client;
    private readonly ClassificationService.ClassificationServiceClient service;

    internal ClassificationClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new ClassificationService.ClassificationServiceClient(channel);
    }

    /// <summary>Classifies one photo.</summary>
    /// <param name="model"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="photo">Encoded JPEG, PNG or WebP.</param>
    /// <param name="topK">Labels to return, best first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">The photo cannot be decoded, the model does not exist, or the silo cannot be reached.</exception>
    public Task<ClassifyResponse> ClassifyAsync(string model, ReadOnlyMemory<byte> photo, int topK = 5, CancellationToken cancellationToken = default)
    {
        var request = new ClassifyRequest { Model = model, Photo = UnsafeByteOperations.UnsafeWrap(photo), TopK = topK };
        return client.CallAsync("Classify", o => service.ClassifyAsync(request, o), cancellationToken);
    }

    /// <summary>Classifies many photos over one stream; answers come in the order of the requests, errors as answers.</summary>
    /// <param name="requests">The photos. What it throws is thrown to the caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">The silo cannot be reached, or went away.</exception>
    public async IAsyncEnumerable<ClassifyResponse> ClassifyAsync(IAsyncEnumerable<ClassifyRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var activity = BirdGridClient.StartActivity("ClassifyStream");
        using var call = service.ClassifyStream(cancellationToken: cancellationToken);
        await using var answers = new DuplexCall<ClassifyRequest, ClassifyResponse>(call, requests).ExchangeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(answers, cancellationToken) is { } response)
        {
            yield return response;
        }
    }

    /// <summary>
    /// Classifies files over one stream. There is one answer for each file, in order, with its path as the request id; a file that cannot be read
    /// is answered with an error of the reason <c>unreadable-file</c>, and the others are classified.
    /// </summary>
    /// <param name="model"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="files">Paths of JPEG, PNG or WebP files.</param>
    /// <param name="topK">Labels to return, best first.</param>
    /// <param name="truncated">What is done with photos that end before their last pixel; refused by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">The silo cannot be reached, or went away.</exception>
    public async IAsyncEnumerable<ClassifyResponse> ClassifyFilesAsync(
        string model, IReadOnlyList<string> files, int topK = 5, TruncatedPhotos truncated = TruncatedPhotos.Unspecified, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var photos = new PhotoFiles(model, files, topK, truncated);
        int answered = 0;
        await foreach (var answer in ClassifyAsync(photos.Requests(cancellationToken), cancellationToken))
        {
            for (; photos.Unreadable(answered) is { } error; answered++)
            {
                yield return error;
            }

            answered++;
            yield return answer;
        }

        for (; answered < files.Count && photos.Unreadable(answered) is { } error; answered++)
        {
            yield return error;
        }
    }

    private async Task<ClassifyResponse?> NextAsync(IAsyncEnumerator<ClassifyResponse> answers, CancellationToken cancellationToken)
    {
        try
        {
            return await answers.MoveNextAsync() ? answers.Current : null;
        }
        catch (RpcException failure)
        {
            throw client.Translate(failure, cancellationToken);
        }
    }
}
