using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security;

/// <summary>Says who may use an endpoint that is no gRPC call. One that says nothing is refused to everyone.</summary>
internal static class SecurityEndpointExtensions
{
    /// <summary>Asks for a role.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="role">The least role; None: open to everyone.</param>
    /// <param name="changes">Whether it changes something, and belongs in the audit log.</param>
    /// <param name="size">Most that its body may bring.</param>
    public static T RequireRole<T>(this T endpoint, CallerRole role, bool changes = false, RequestSize size = RequestSize.Small)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new EndpointRole(new RpcRule(role, changes, size))));
        return endpoint;
    }
}
