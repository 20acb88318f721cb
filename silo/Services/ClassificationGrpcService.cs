using System.Threading.Channels;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.ClassificationService.</summary>
internal sealed class ClassificationGrpcService(ClassificationCore core, ErrorReporter errors) : ClassificationService.ClassificationServiceBase
{
    /// <summary>Photos of one stream that may wait behind the one whose answer is next to be sent.</summary>
    private const int InFlight = 16;

    /// <inheritdoc/>
    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) =>
        core.AnswerAsync(request, DeadlineOf(context), context.CancellationToken);

    /// <inheritdoc/>
    public override async Task ClassifyStream(IAsyncStreamReader<ClassifyRequest> requestStream, IServerStreamWriter<ClassifyResponse> responseStream, ServerCallContext context)
    {
        var answers = Channel.CreateBounded<Task<ClassifyResponse>>(InFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadAsync(requestStream, answers.Writer, context, stop.Token);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(stop.Token))
            {
                await responseStream.WriteAsync(await answer, stop.Token);
            }

            await reading;
        }
        finally
        {
            // The reader uses the call's streams: it has to end before the call does.
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<ClassifyRequest> requests, ChannelWriter<Task<ClassifyResponse>> answers, ServerCallContext context, CancellationToken cancellationToken)
    {
        try
        {
            while (await requests.MoveNext(cancellationToken))
            {
                var held = RequestBytes.Of(context.GetHttpContext()).KeepMessage();
                await answers.WriteAsync(AnswerOrErrorAsync(requests.Current, held, context, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            answers.Complete();
        }
    }

    private async Task<ClassifyResponse> AnswerOrErrorAsync(ClassifyRequest request, IDisposable held, ServerCallContext context, CancellationToken cancellationToken)
    {
        using (held)
        {
            return await AnswerOrErrorAsync(request, context, cancellationToken);
        }
    }

    private async Task<ClassifyResponse> AnswerOrErrorAsync(ClassifyRequest request, ServerCallContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await core.AnswerAsync(request, DeadlineOf(context), cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var error = errors.Report(failure, context);
            return new ClassifyResponse
            {
                RequestId = request.RequestId,
                Error = new ClassifyError { Code = (int)error.Code, Reason = error.Reason, Message = error.Message },
            };
        }
    }

    private static DateTimeOffset? DeadlineOf(ServerCallContext context) => context.Deadline == DateTime.MaxValue ? null : context.Deadline;
}
