namespace BirdGrid.Vision.Evaluation;

/// <summary>How well one class is recognised.</summary>
/// <param name="ClassIndex">The class, an index into the model's labels.</param>
/// <param name="Count">Photos of the class.</param>
/// <param name="Correct">Photos of the class that were recognised.</param>
public readonly record struct ClassAccuracy(int ClassIndex, int Count, int Correct)
{
    /// <summary>Share recognised, 0 to 1 (the class's recall); null where there was no photo of it.</summary>
    public double? Accuracy => Count == 0 ? null : (double)Correct / Count;
}
