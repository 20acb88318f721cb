namespace BirdGrid.Vision.Evaluation;

/// <summary>Figures of one class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Count">Photos of it.</param>
/// <param name="Correct">Photos of it whose best label is right.</param>
public sealed record ClassResult(string Label, int Count, int Correct)
{
    /// <summary>Accuracy, 0 to 1; null where the class has no photo.</summary>
    public double? Accuracy => Count == 0 ? null : (double)Correct / Count;
}
