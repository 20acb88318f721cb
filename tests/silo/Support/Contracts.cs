using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>Every gRPC service that the silo knows the contract of.</summary>
internal static class Contracts
{
    /// <summary>The services: found among the generated code, so that a new one is among them by itself.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. new[] { typeof(SiloProgram).Assembly, typeof(Grpc.Health.V1.Health).Assembly, typeof(Grpc.Reflection.V1Alpha.ServerReflection).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .SelectMany(f => f.Services)
            .DistinctBy(s => s.FullName),
    ];
}
