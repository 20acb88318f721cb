using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>Which layers a training run changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingMethod>))]
public enum TrainingMethod
{
    /// <summary>Only the head learns; the pretrained backbone is frozen, so that its features may be computed once and cached.</summary>
    Transfer,

    /// <summary>Every layer learns. Training from scratch is this method without pretrained weights.</summary>
    FineTune,
}
