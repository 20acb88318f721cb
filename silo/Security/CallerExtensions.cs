using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>Who makes a call.</summary>
internal static class CallerExtensions
{
    /// <summary>The caller that the silo let in.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<CallerFeature>()?.Caller ?? Security.Caller.Unknown;

    /// <summary>The caller that the silo let in.</summary>
    public static Caller Caller(this ServerCallContext context) => context.GetHttpContext().Caller();

    /// <summary>
    /// Who is to stand in the record: the caller's own name where it is authenticated. What the request says is believed only of callers whom
    /// nobody asks, on loopback.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="said">What the request says; empty: nothing.</param>
    public static string Who(this ServerCallContext context, string said)
    {
        var caller = context.Caller();
        return caller.IsAuthenticated ? caller.Name : said.Length > 0 ? said : context.Peer;
    }
}
