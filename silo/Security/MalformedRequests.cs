using System.Globalization;
using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>
/// gRPC reads a call's only request before any service sees it, and answers UNKNOWN or INTERNAL where it cannot. Such an answer has no messages and
/// no reason; the caller is told what it is: its own mistake.
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
    public static void Watch(HttpContext context)
    {
        if (RefusalResponse.IsGrpc(context))
        {
            context.Response.OnStarting(Correct, context);
        }
    }

    private static Task Correct(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        if (headers.TryGetValue("grpc-status", out var status) && (status == Unknown || status == Internal) && !headers.ContainsKey(GridError.ReasonTrailer))
        {
            RefusalResponse.SetHeaders(context, Error);
        }

        return Task.CompletedTask;
    }
}
