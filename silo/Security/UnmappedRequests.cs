using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.OpenInference;
using Grpc.Core;
using Microsoft.AspNetCore.Routing.Template;

namespace BirdGrid.Silo.Security;

/// <summary>Answers what no endpoint answers: there is no such path, or it is there for other methods.</summary>
internal sealed class UnmappedRequests
{
    private readonly Lazy<Route[]> routes;

    /// <summary>Knows the silo's paths.</summary>
    /// <param name="services">Has them once they are mapped.</param>
    public UnmappedRequests(IServiceProvider services) => routes = new(() => RoutesOf(services.GetRequiredService<EndpointDataSource>()));

    /// <summary>Answers 404, or 405 with the methods that there are.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        string method = InputReader.Shown(context.Request.Method);
        string path = InputReader.Shown(context.Request.Path.Value ?? string.Empty);
        string[] allowed = [.. routes.Value.Where(r => r.Template.TryMatch(context.Request.Path, new RouteValueDictionary())).SelectMany(r => r.Methods).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (allowed.Length == 0)
        {
            var code = RefusalResponse.IsGrpc(context) ? StatusCode.Unimplemented : StatusCode.NotFound;
            return RefusalResponse.WriteAsync(context, new GridError(code, "unknown-path", $"There is no {path} here: GET /openapi/v1.json describes every path."), StatusCodes.Status404NotFound);
        }

        context.Response.Headers.Allow = string.Join(", ", allowed);
        return RefusalResponse.WriteAsync(
            context,
            new GridError(StatusCode.Unimplemented, "method-not-allowed", $"{path} does not take {method}: use {string.Join(" or ", allowed)}."),
            StatusCodes.Status405MethodNotAllowed);
    }

    private static Route[] RoutesOf(EndpointDataSource source) =>
    [
        .. source.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null && !EndpointRules.IsUnimplemented(e))
            .Select(e => new Route(
                new TemplateMatcher(new RouteTemplate(e.RoutePattern), new RouteValueDictionary()),
                [.. e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.SelectMany<string, string>(m => HttpMethods.IsGet(m) ? [HttpMethods.Get, HttpMethods.Head] : [m])])),
    ];

    private sealed record Route(TemplateMatcher Template, string[] Methods);
}
