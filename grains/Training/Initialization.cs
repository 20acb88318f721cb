namespace BirdGrid.Grains.Training;

/// <summary>Weights that a session starts from.</summary>
[GenerateSerializer, Alias("birdgrid.initialization")]
public enum Initialization
{
    /// <summary>ImageNet weights.</summary>
    Pretrained = 1,

    /// <summary>Random, from the session's seed.</summary>
    Scratch = 2,

    /// <summary>An earlier model version.</summary>
    Continued = 3,
}
