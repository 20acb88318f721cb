using Grpc.Core;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>Translates exceptions for callers, and logs those that callers can do nothing about.</summary>
internal sealed partial class ErrorReporter(ILogger<ErrorReporter> logger)
{
    /// <summary>Translates an exception of a call.</summary>
    public GridError Report(Exception failure, ServerCallContext context) => Report(failure, context.Method, context.CancellationToken);

    /// <summary>Translates an exception of a request.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="method">What was asked for.</param>
    /// <param name="cancellationToken">Says that the caller has gone.</param>
    public GridError Report(Exception failure, string method, CancellationToken cancellationToken)
    {
        // A caller that has gone breaks the streams in many ways, all of them its own doing.
        var error = cancellationToken.IsCancellationRequested || IsConnectionLoss(failure)
            ? GridError.From(new OperationCanceledException())
            : GridError.From(failure);
        switch (error.Code)
        {
            case StatusCode.ResourceExhausted when failure is OutOfMemoryException:
                LogOutOfMemory(failure, method, error.CorrelationId!);
                break;
            case StatusCode.Internal:
                LogUnexpected(failure, method, error.CorrelationId!);
                break;
            case StatusCode.DataLoss:
                LogDamaged(failure, method);
                break;
            case StatusCode.Unavailable:
                LogUnavailable(failure, method);
                break;
        }

        return error;
    }

    /// <summary>An error that was thrown outside of what is translated; gRPC has logged it.</summary>
    /// <param name="method">What was asked for.</param>
    public GridError ReportUntranslated(string method)
    {
        var error = GridError.From(new InvalidOperationException());
        LogUntranslated(method, error.CorrelationId!);
        return error;
    }

    // Kestrel throws where a caller's stream ends too early, sometimes before it cancels the request.
    private static bool IsConnectionLoss(Exception failure) => failure is IOException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };

    [LoggerMessage(EventId = 400, EventName = "UnexpectedError", Level = LogLevel.Error, Message = "{Method} failed unexpectedly; the caller was told the id {CorrelationId}.")]
    private partial void LogUnexpected(Exception failure, string method, string correlationId);

    [LoggerMessage(EventId = 402, EventName = "Damaged", Level = LogLevel.Error, Message = "{Method} met something that is stored and damaged.")]
    private partial void LogDamaged(Exception failure, string method);

    [LoggerMessage(EventId = 401, EventName = "Unavailable", Level = LogLevel.Information, Message = "{Method} was turned away; the caller may try again.")]
    private partial void LogUnavailable(Exception failure, string method);

    [LoggerMessage(EventId = 402, EventName = "OutOfMemory", Level = LogLevel.Critical, Message = "There was no memory left for {Method}; the caller was told the id {CorrelationId}.")]
    private partial void LogOutOfMemory(Exception failure, string method, string correlationId);

    [LoggerMessage(EventId = 403, EventName = "UntranslatedError", Level = LogLevel.Error, Message = "{Method} failed outside of its service; the caller was told the id {CorrelationId}.")]
    private partial void LogUntranslated(string method, string correlationId);
}
