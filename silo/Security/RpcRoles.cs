using System.Collections.Frozen;
using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security;

/// <summary>Every call of every service: the least role that may make it, and how large its requests may be. A call that is not here is refused.</summary>
internal static class RpcRoles
{
    private static readonly RpcRule Open = new(CallerRole.None, Changes: false, RequestSize.Small);
    private static readonly RpcRule Reads = new(CallerRole.Reader, Changes: false, RequestSize.Small);
    private static readonly RpcRule ReadsMany = new(CallerRole.Reader, Changes: false, RequestSize.Text);
    private static readonly RpcRule ReadsPhotos = new(CallerRole.Reader, Changes: false, RequestSize.Photo);
    private static readonly RpcRule Trains = new(CallerRole.Trainer, Changes: true, RequestSize.Text);
    private static readonly RpcRule TrainsAsSpecified = new(CallerRole.Trainer, Changes: true, RequestSize.Specification);
    private static readonly RpcRule TrainsPhotos = new(CallerRole.Trainer, Changes: true, RequestSize.Photo);
    private static readonly RpcRule Decides = new(CallerRole.Admin, Changes: true, RequestSize.Text);
    private static readonly RpcRule Inspects = new(CallerRole.Admin, Changes: false, RequestSize.Small);

    private static readonly FrozenDictionary<string, RpcRule> Rules = new Dictionary<string, RpcRule>
    {
        ["/birdgrid.v1.ClassificationService/Classify"] = ReadsPhotos,
        ["/birdgrid.v1.ClassificationService/ClassifyStream"] = ReadsPhotos,

        ["/birdgrid.v1.DatasetService/List"] = Reads,
        ["/birdgrid.v1.DatasetService/Get"] = Reads,
        ["/birdgrid.v1.DatasetService/Import"] = TrainsPhotos,

        ["/birdgrid.v1.GridService/GetStatus"] = Reads,

        ["/birdgrid.v1.ModelService/List"] = Reads,
        ["/birdgrid.v1.ModelService/GetHistory"] = Reads,
        ["/birdgrid.v1.ModelService/GetVersion"] = Reads,
        ["/birdgrid.v1.ModelService/Compare"] = Reads,
        ["/birdgrid.v1.ModelService/Export"] = Reads,
        ["/birdgrid.v1.ModelService/Quantize"] = Trains,
        ["/birdgrid.v1.ModelService/Promote"] = Decides,

        ["/birdgrid.v1.SecurityService/CreateKey"] = Decides,
        ["/birdgrid.v1.SecurityService/RevokeKey"] = Decides,
        ["/birdgrid.v1.SecurityService/ListKeys"] = Inspects,
        ["/birdgrid.v1.SecurityService/ListAudit"] = Inspects,

        ["/birdgrid.v1.ServingService/Get"] = Reads,
        ["/birdgrid.v1.ServingService/Watch"] = ReadsMany,
        ["/birdgrid.v1.ServingService/GetTraffic"] = Reads,
        ["/birdgrid.v1.ServingService/Load"] = Decides,
        ["/birdgrid.v1.ServingService/Unload"] = Decides,
        ["/birdgrid.v1.ServingService/SetTraffic"] = Decides,

        ["/birdgrid.v1.SweepService/List"] = Reads,
        ["/birdgrid.v1.SweepService/Get"] = Reads,
        ["/birdgrid.v1.SweepService/Watch"] = Reads,
        ["/birdgrid.v1.SweepService/Start"] = TrainsAsSpecified,
        ["/birdgrid.v1.SweepService/Cancel"] = Trains,

        ["/birdgrid.v1.TrainingService/List"] = Reads,
        ["/birdgrid.v1.TrainingService/Get"] = Reads,
        ["/birdgrid.v1.TrainingService/Watch"] = Reads,
        ["/birdgrid.v1.TrainingService/Start"] = TrainsAsSpecified,
        ["/birdgrid.v1.TrainingService/Cancel"] = Trains,
        ["/birdgrid.v1.TrainingService/FindLearningRate"] = TrainsAsSpecified,

        ["/inference.GRPCInferenceService/ServerLive"] = Open,
        ["/inference.GRPCInferenceService/ServerReady"] = Open,
        ["/inference.GRPCInferenceService/ModelReady"] = Reads,
        ["/inference.GRPCInferenceService/ServerMetadata"] = Reads,
        ["/inference.GRPCInferenceService/ModelMetadata"] = Reads,
        ["/inference.GRPCInferenceService/ModelInfer"] = ReadsPhotos,
        ["/inference.GRPCInferenceService/ModelConfig"] = Reads,
        ["/inference.GRPCInferenceService/ModelStatistics"] = Reads,
        ["/inference.GRPCInferenceService/RepositoryIndex"] = Reads,
        ["/inference.GRPCInferenceService/RepositoryModelLoad"] = Decides,
        ["/inference.GRPCInferenceService/RepositoryModelUnload"] = Decides,

        ["/grpc.health.v1.Health/Check"] = Open,
        ["/grpc.health.v1.Health/Watch"] = Open,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Open,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Open,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The table.</summary>
    public static IReadOnlyDictionary<string, RpcRule> All => Rules;

    /// <summary>The rule of a call, or null where there is none.</summary>
    /// <param name="method">Full name, <c>/package.Service/Method</c>.</param>
    /// <param name="openReflection">Whether reflection needs no credentials.</param>
    public static RpcRule? Find(string method, bool openReflection) =>
        !openReflection && method.StartsWith("/grpc.reflection.", StringComparison.Ordinal) ? Reads : Rules.GetValueOrDefault(method);
}
