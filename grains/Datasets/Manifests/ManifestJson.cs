using System.Text.Json.Serialization;

namespace BirdGrid.Grains.Datasets;

/// <summary>JSON of manifests.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ManifestIndex))]
[JsonSerializable(typeof(WholeManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
