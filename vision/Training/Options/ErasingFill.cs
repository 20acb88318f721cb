using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>What random erasing leaves in a rectangle.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErasingFill>))]
public enum ErasingFill
{
    /// <summary>The mean colour of the data that the backbone was pretrained on: 0 after normalisation.</summary>
    Mean,

    /// <summary>Normal noise of the normalised pixels' variance, each pixel and channel drawn for itself.</summary>
    Noise,
}
