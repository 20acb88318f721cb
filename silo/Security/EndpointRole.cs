namespace BirdGrid.Silo.Security;

/// <summary>Metadata of an endpoint that is no gRPC call: who may use it.</summary>
/// <param name="Rule">Who.</param>
internal sealed record EndpointRole(RpcRule Rule);
