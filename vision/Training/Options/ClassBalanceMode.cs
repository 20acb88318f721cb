using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>How rare classes are made up for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClassBalanceMode>))]
public enum ClassBalanceMode
{
    /// <summary>An epoch draws as many photos as there are, with replacement, photos of rare classes more often.</summary>
    Sampling,

    /// <summary>Every photo is visited once an epoch; the loss of photos of rare classes counts more.</summary>
    Weights,
}
