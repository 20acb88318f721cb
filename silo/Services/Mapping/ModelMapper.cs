using BirdGrid.Grains.Models;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Models to protobuf.</summary>
internal static class ModelMapper
{
    /// <summary>A version, with the aliases that point at it.</summary>
    public static V1.ModelVersion ToProto(this ModelVersion version, IEnumerable<string> aliases)
    {
        var proto = new V1.ModelVersion
        {
            Model = version.Model,
            Version = version.Version,
            Lineage = version.Lineage.ToProto(),
            Evaluation = version.Evaluation.ToProto(version.Labels),
            Preprocessing = version.Preprocessing.ToProto(),
            Weights = version.Weights.ToProto(),
            Created = version.Created.ToProto(),
            Onnx = version.Onnx?.ToProto(),
        };
        proto.Labels.AddRange(version.Labels);
        proto.Aliases.AddRange(aliases);
        return proto;
    }

    /// <summary>A version in 8-bit integers.</summary>
    public static V1.QuantizedModel ToProto(this QuantizedModel quantized) => new()
    {
        Model = quantized.Model.ToProto(),
        CalibrationPhotos = quantized.CalibrationPhotos,
        Top1 = quantized.Top1,
        Fp32Top1 = quantized.Fp32Top1,
        Photos = quantized.Photos,
    };

    /// <summary>A whole history.</summary>
    public static V1.ModelHistory ToProto(this ModelHistory history)
    {
        var proto = new V1.ModelHistory { Model = history.Model };
        proto.Versions.AddRange(history.Versions.Select(v => v.ToProto(history.AliasesOf(v.Version))));
        proto.Aliases.AddRange(history.Aliases.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new V1.Alias { Name = a.Key, Version = a.Value }));
        proto.Moves.AddRange(history.Moves.Select(m => new V1.AliasMove
        {
            Alias = m.AliasName,
            FromVersion = m.FromVersion,
            ToVersion = m.ToVersion,
            Who = m.Who,
            Why = m.Why,
            When = m.When.ToProto(),
        }));
        return proto;
    }

    /// <summary>Aliases that point at a version, in order.</summary>
    public static IEnumerable<string> AliasesOf(this ModelHistory history, int version) =>
        history.Aliases.Where(a => a.Value == version).Select(a => a.Key).Order(StringComparer.Ordinal);

    private static V1.OnnxModel ToProto(this OnnxModel onnx) => new() { Model = onnx.Model.ToProto(), Opset = onnx.Opset, MaxLogitDifference = onnx.MaxLogitDifference };

    private static V1.Lineage ToProto(this Lineage lineage) => new()
    {
        SessionId = lineage.SessionId,
        Dataset = lineage.Dataset,
        DatasetVersion = lineage.DatasetVersion,
        Manifest = lineage.Manifest.ToProto(),
        ParentVersion = lineage.ParentVersion ?? string.Empty,
        Backbone = lineage.Backbone,
        Method = lineage.Method,
        Initialization = lineage.Initialization,
        InitialWeights = lineage.InitialWeights ?? string.Empty,
        Seed = lineage.Seed,
        AugmentationJson = lineage.AugmentationJson,
        OptionsJson = lineage.OptionsJson,
        CodeVersion = lineage.CodeVersion,
        EpochsRun = lineage.EpochsRun,
        KeptEpoch = lineage.KeptEpoch,
    };

    private static V1.Evaluation ToProto(this EvaluationSummary evaluation, IReadOnlyList<string> labels)
    {
        var proto = new V1.Evaluation { Split = evaluation.Split.ToProto(), Photos = evaluation.Photos, Top1 = evaluation.Top1, Top5 = evaluation.Top5, Loss = evaluation.Loss };
        proto.Classes.AddRange(labels.Select((label, i) => new V1.ClassAccuracy { Label = label, Photos = evaluation.ClassPhotos[i], Accuracy = evaluation.ClassAccuracy[i] }));
        proto.Confusion.AddRange(evaluation.Confusion);
        proto.TestTime = evaluation.TestTime is { } views ? new V1.TestTimeEvaluation { Views = views.Views, Top1 = views.Top1, Top5 = views.Top5, Loss = views.Loss } : null;
        return proto;
    }

    private static V1.Preprocessing ToProto(this Preprocessing preprocessing)
    {
        var proto = new V1.Preprocessing { ResizeSize = preprocessing.ResizeSize, CropSize = preprocessing.CropSize };
        proto.Mean.AddRange(preprocessing.Mean);
        proto.Std.AddRange(preprocessing.Std);
        return proto;
    }
}
