using System.Globalization;
using System.Text.Json;
using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx;

/// <summary>
/// What a user of a model file has to know beside the graph; it travels in the file's metadata, under the properties' names in snake case:
/// texts as they are, lists as JSON.
/// </summary>
public sealed record OnnxModelInfo
{
    /// <summary><see cref="Precision"/> of graphs in 32-bit floats.</summary>
    public const string Fp32 = "fp32";

    /// <summary><see cref="Precision"/> of graphs in 8-bit integers.</summary>
    public const string QInt8 = "int8";

    private const string BackboneKey = "backbone";
    private const string LabelsKey = "labels";
    private const string MeanKey = "mean";
    private const string StdKey = "std";
    private const string ResizeSizeKey = "resize_size";
    private const string CropSizeKey = "crop_size";
    private const string PrecisionKey = "precision";

    /// <summary>Registry name of the architecture.</summary>
    public required string Backbone { get; init; }

    /// <summary>Class names in logit order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Per-channel mean, RGB, of values in 0..1, that the input is normalised with.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Per-channel standard deviation, RGB, of values in 0..1, that the input is normalised with.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>Shorter side in pixels that a photo is resized to before the centre crop.</summary>
    public required int ResizeSize { get; init; }

    /// <summary>Side of the square input in pixels.</summary>
    public required int CropSize { get; init; }

    /// <summary>Numbers that the graph computes in: <see cref="Fp32"/> or <see cref="QInt8"/>.</summary>
    public string Precision { get; init; } = Fp32;

    /// <summary>Describes a backbone as its configuration does.</summary>
    /// <param name="config">The backbone.</param>
    /// <param name="labels">Class names in logit order.</param>
    public static OnnxModelInfo Of(BackboneConfig config, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new OnnxModelInfo
        {
            Backbone = config.Name,
            Labels = labels,
            Mean = config.Mean,
            Std = config.Std,
            ResizeSize = config.ResizeSize,
            CropSize = config.InputSize,
        };
    }

    /// <summary>Reads a model file's metadata.</summary>
    /// <param name="metadata">Keys and texts.</param>
    /// <exception cref="OnnxModelException">An entry is missing or is not what it should be.</exception>
    public static OnnxModelInfo Read(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new OnnxModelInfo
        {
            Backbone = Text(BackboneKey),
            Labels = List<string>(LabelsKey, length: null),
            Mean = List<float>(MeanKey, length: 3),
            Std = List<float>(StdKey, length: 3),
            ResizeSize = Side(ResizeSizeKey),
            CropSize = Side(CropSizeKey),
            Precision = Text(PrecisionKey),
        };

        string Text(string key) =>
            metadata.TryGetValue(key, out string? text) ? text : throw new OnnxModelException($"The model's metadata has no '{key}'.");

        int Side(string key) => int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is > 0 and <= 16_384
            ? side
            : throw new OnnxModelException($"The model's '{key}' is no number of pixels from 1 to 16384.");

        IReadOnlyList<T> List<T>(string key, int? length)
        {
            try
            {
                if (JsonSerializer.Deserialize<T[]>(Text(key)) is { Length: > 0 } list && list.Length == (length ?? list.Length) && Array.TrueForAll(list, entry => entry is not null))
                {
                    return list;
                }
            }
            catch (JsonException)
            {
                // As for a list of another length.
            }

            throw new OnnxModelException($"The model's '{key}' is no JSON list of {length?.ToString(CultureInfo.InvariantCulture) ?? "some"} {(typeof(T) == typeof(string) ? "texts" : "numbers")}.");
        }
    }

    /// <summary>The metadata that <see cref="Read"/> reads.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        [BackboneKey] = Backbone,
        [LabelsKey] = JsonSerializer.Serialize(Labels),
        [MeanKey] = JsonSerializer.Serialize(Mean),
        [StdKey] = JsonSerializer.Serialize(Std),
        [ResizeSizeKey] = ResizeSize.ToString(CultureInfo.InvariantCulture),
        [CropSizeKey] = CropSize.ToString(CultureInfo.InvariantCulture),
        [PrecisionKey] = Precision,
    };
}
