namespace BirdGrid.Vision.Evaluation;

/// <summary>How likely one class is.</summary>
/// <param name="ClassIndex">The class, an index into the model's labels.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public readonly record struct ClassProbability(int ClassIndex, float Probability);
