using System.Collections.Frozen;
using BirdGrid.V1;
using Inference.V2;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>The gRPC services of a silo.</summary>
internal static class SiloServices
{
    /// <summary>The services of birdgrid.v1.</summary>
    public static IReadOnlyList<ServiceDescriptor> BirdGrid { get; } =
    [
        ClassificationService.Descriptor, ModelService.Descriptor, ServingService.Descriptor, DatasetService.Descriptor, TrainingService.Descriptor, SweepService.Descriptor,
        GridService.Descriptor, SecurityService.Descriptor,
    ];

    /// <summary>Full names of all services.</summary>
    public static IReadOnlySet<string> Names { get; } =
        BirdGrid.Append(GRPCInferenceService.Descriptor).Append(Grpc.Health.V1.Health.Descriptor).Select(s => s.FullName).ToFrozenSet(StringComparer.Ordinal);
}
