namespace BirdGrid.Vision.Training;

/// <summary>Which layers are trained.</summary>
public enum TrainingMethod
{
    /// <summary>The head alone; the backbone is frozen and its features can be computed once.</summary>
    Transfer,

    /// <summary>Every layer, from whatever weights the network has.</summary>
    FineTune,
}
