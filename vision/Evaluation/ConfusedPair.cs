namespace BirdGrid.Vision.Evaluation;

/// <summary>Two classes that a model takes for each other.</summary>
/// <param name="Actual">Class of the photos, an index into the model's labels.</param>
/// <param name="Predicted">Class they were taken for.</param>
/// <param name="Count">Number of such photos.</param>
public readonly record struct ConfusedPair(int Actual, int Predicted, int Count);
