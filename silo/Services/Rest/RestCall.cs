using System.Text.Json;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.Errors;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Runs a request that is not transcoded: repeats lost calls, translates errors.</summary>
/// <param name="errors">Translates.</param>
/// <param name="repeater">Repeats.</param>
internal sealed class RestCall(ErrorReporter errors, CallRepeater repeater)
{
    /// <summary>Asks for an answer and writes it, or the error.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="ask">Gets the answer; may be called again.</param>
    /// <param name="write">Writes the answer.</param>
    /// <param name="writeError">Writes an error's body.</param>
    public async Task RunAsync<T>(HttpContext context, Func<CancellationToken, Task<T>> ask, Func<T, Task> write, Func<GridError, HttpResponse, Task> writeError)
    {
        try
        {
            await write(await repeater.RunAsync(() => ask(context.RequestAborted), context.RequestAborted));
        }
        catch (BadRequestBodyException bad)
        {
            await FailAsync(context, bad.Error, bad.Status, writeError);
        }
        catch (BadHttpRequestException bad)
        {
            var error = new GridError(Grpc.Core.StatusCode.InvalidArgument, RequestBody.BadBodyReason, bad.Message);
            await FailAsync(context, error, bad.StatusCode, writeError);
        }
        catch (Exception failure)
        {
            var error = errors.Report(Plain(failure), context.Request.Path, context.RequestAborted);
            await FailAsync(context, error, HttpErrors.StatusOf(error.Code), writeError);
        }
    }

    /// <summary>What the parser of JSON says of the caller's text names line and position, and nothing of the silo.</summary>
    public static Exception Plain(Exception failure) =>
        failure is JsonException json ? new RefusedException("bad-json", $"The body is not the JSON that was expected: {json.Message}") : failure;

    private static async Task FailAsync(HttpContext context, GridError error, int status, Func<GridError, HttpResponse, Task> writeError)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
        HttpErrors.SetRetryAfter(context.Response, error);
        await writeError(error, context.Response);
    }
}
