using System.Globalization;
using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>
/// gRPC answers INTERNAL to bodies that it cannot read, before any service sees them, without a reason: the caller is told what it is, its own mistake.
/// UNKNOWN without a reason is an error of the silo's own that nobody has translated.
/// </summary>
internal static class MalformedRequests
{
    private static readonly string Unknown = ((int)StatusCode.Unknown).ToString(CultureInfo.InvariantCulture);
    private static readonly string Internal = ((int)StatusCode.Internal).ToString(CultureInfo.InvariantCulture);

    /// <summary>What is told of a message that cannot be read.</summary>
    public static GridError Error { get; } = new(
        StatusCode.InvalidArgument,
        "malformed-request",
        "The request cannot be read: its body must be whole gRPC messages of the call's type.");

    /// <summary>Looks at the answer before it is sent.</summary>
    /// <param name="context">The request.</param>
    /// <param name="errors">Tells errors of the silo's own.</param>
    public static void Watch(HttpContext context, ErrorReporter errors)
    {
        if (RefusalResponse.IsGrpc(context))
        {
            context.Response.OnStarting(() => Correct(context, errors));
        }
    }

    private static Task Correct(HttpContext context, ErrorReporter errors)
    {
        var headers = context.Response.Headers;
        if (!headers.ContainsKey(GridError.ReasonTrailer) && headers.TryGetValue("grpc-status", out var status))
        {
            if (status == Internal)
            {
                RefusalResponse.SetHeaders(context, Error);
            }
            else if (status == Unknown)
            {
                RefusalResponse.SetHeaders(context, errors.ReportUntranslated(context.Request.Path));
            }
        }

        return Task.CompletedTask;
    }
}
