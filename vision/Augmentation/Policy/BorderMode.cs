using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>What the output shows where the sampling map leaves the photo.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BorderMode>))]
public enum BorderMode
{
    /// <summary>Black (0), without blending.</summary>
    Black,

    /// <summary>The nearest pixel of the photo's edge; black only at the pole itself.</summary>
    Replicate,
}
