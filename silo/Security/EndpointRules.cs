using System.Collections.Concurrent;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace BirdGrid.Silo.Security;

/// <summary>Finds the rule of an endpoint: a gRPC call's in the table, be it called over HTTP/2 or as JSON, another's in its metadata.</summary>
internal sealed class EndpointRules(SecurityOptions options)
{
    private static readonly RpcRule Unknown = new(CallerRole.Reader, Changes: false, RequestSize.Small);

    private readonly ConcurrentDictionary<Endpoint, RpcRule?> rules = new();

    /// <summary>The rule; null where nobody may use the endpoint.</summary>
    public RpcRule? Of(Endpoint endpoint) => rules.GetOrAdd(endpoint, Find);

    /// <summary>The name of a call in records.</summary>
    public static string NameOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName ?? endpoint.DisplayName ?? "unknown";

    /// <summary>Whether an endpoint answers the calls that there are not.</summary>
    public static bool IsUnimplemented(RouteEndpoint route) =>
        (route.RoutePattern.GetParameter("unimplementedMethod") ?? route.RoutePattern.GetParameter("unimplementedService")) is not null;

    /// <summary>Whether an endpoint is for gRPC itself, not for JSON that becomes a gRPC call. What a request says of its content does not decide it.</summary>
    public static bool IsGrpc(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null && endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null;

    private RpcRule? Find(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } call)
        {
            return RpcRoles.Find(call.Method.FullName, options.OpenReflection);
        }

        if (endpoint.Metadata.GetMetadata<EndpointRole>() is { } said)
        {
            return said.Rule;
        }

        // gRPC answers UNIMPLEMENTED for calls and services that there are not; that is nobody's business without credentials.
        return endpoint is RouteEndpoint route && IsUnimplemented(route) ? Unknown : null;
    }
}
