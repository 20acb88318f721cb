using System.Globalization;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using Inference.V2;
using static Inference.V2.ModelMetadataResponse.Types;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>
/// What a model takes and gives, in the words of ModelMetadata and of ModelConfig, which agree. Both list the input <c>image</c> alone, as UINT8:
/// tools send every input that is listed. <c>photo</c>, which takes its place, is told among the properties.
/// </summary>
internal static class ModelDescription
{
    /// <summary>Platform and backend of every model.</summary>
    public const string Platform = "birdgrid";

    private const string OtherInputs = "instead of 'image' as UINT8 (0 to 255): 'image' as FP32 (0 to 1), or 'photo' as BYTES [N] or [N,1] (JPEG, PNG, WebP)";

    /// <summary>Names, types and shapes, the batch dimension first.</summary>
    /// <param name="version">The version.</param>
    /// <param name="versions">Every version of the model.</param>
    public static ModelMetadataResponse Metadata(ModelVersion version, IEnumerable<VersionServing> versions)
    {
        int size = version.Preprocessing.CropSize;
        var metadata = new ModelMetadataResponse
        {
            Name = version.Model,
            Platform = Platform,
            Versions = { versions.Select(v => References.VersionText(v.Version)) },
            Inputs = { new TensorMetadata { Name = TensorNames.Image, Datatype = TensorNames.UInt8, Shape = { -1, size, size, 3 } } },
            Outputs =
            {
                new TensorMetadata { Name = TensorNames.Probabilities, Datatype = TensorNames.Fp32, Shape = { -1, version.Labels.Count } },
                new TensorMetadata { Name = TensorNames.Logits, Datatype = TensorNames.Fp32, Shape = { -1, version.Labels.Count } },
            },
        };
        foreach (var (name, value) in Properties(version))
        {
            metadata.Properties[name] = value;
        }

        return metadata;
    }

    /// <summary>The same without the batch dimension, and how requests are batched.</summary>
    public static ModelConfig Config(ModelVersion version, InferenceOptions options)
    {
        int size = version.Preprocessing.CropSize;
        var config = new ModelConfig
        {
            Name = version.Model,
            Platform = Platform,
            Backend = Platform,
            VersionPolicy = new ModelVersionPolicy { All = new ModelVersionPolicy.Types.All() },
            MaxBatchSize = options.MaximumBatchSize,
            Input = { new ModelInput { Name = TensorNames.Image, DataType = DataType.TypeUint8, Format = ModelInput.Types.Format.Nhwc, Dims = { size, size, 3 } } },
            Output =
            {
                new ModelOutput { Name = TensorNames.Probabilities, DataType = DataType.TypeFp32, Dims = { version.Labels.Count } },
                new ModelOutput { Name = TensorNames.Logits, DataType = DataType.TypeFp32, Dims = { version.Labels.Count } },
            },
            DynamicBatching = new ModelDynamicBatching
            {
                PreferredBatchSize = { options.PreferredBatchSizes },
                MaxQueueDelayMicroseconds = (ulong)(1000 * options.MaximumDelayMs),
                PriorityLevels = InferParameters.PriorityLevels,
                DefaultPriorityLevel = InferParameters.DefaultPriorityLevel,
                DefaultQueuePolicy = new ModelQueuePolicy
                {
                    DefaultTimeoutMicroseconds = (ulong)(1000 * options.DefaultTimeoutMs),
                    AllowTimeoutOverride = true,
                    MaxQueueSize = (uint)options.QueueLimit,
                },
            },
        };
        foreach (var (name, value) in Properties(version))
        {
            config.Parameters[name] = new ModelParameter { StringValue = value };
        }

        return config;
    }

    // Models from before imports refused control characters may have line breaks in labels: a reader splits at them and would name wrong classes.
    private static string OnOneLine(string label) => label.Any(IsBreak)
        ? string.Concat(label.Select(c => IsBreak(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : $"{c}"))
        : label;

    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static (string Name, string Value)[] Properties(ModelVersion version) =>
    [
        ("backbone", version.Preprocessing.Backbone),
        ("labels", string.Join('\n', version.Labels.Select(OnOneLine))),
        ("other_inputs", OtherInputs),
    ];
}
