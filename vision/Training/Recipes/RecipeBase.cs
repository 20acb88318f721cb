using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>Which defaults a recipe changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecipeBase>))]
public enum RecipeBase
{
    /// <summary><see cref="TrainingOptions.ForTransfer"/>.</summary>
    Transfer,

    /// <summary><see cref="TrainingOptions.ForFineTune"/>.</summary>
    FineTune,

    /// <summary><see cref="TrainingOptions.ForScratch"/>; training then starts from drawn weights.</summary>
    Scratch,
}
