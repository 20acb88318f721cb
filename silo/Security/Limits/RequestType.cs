using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Metadata of a gRPC call's endpoint: the type of its requests.</summary>
/// <param name="Descriptor">The type.</param>
internal sealed record RequestType(MessageDescriptor Descriptor);
