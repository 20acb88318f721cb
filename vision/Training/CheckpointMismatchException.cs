namespace BirdGrid.Vision.Training;

/// <summary>A checkpoint does not belong to the run that it is restored into; nothing was changed.</summary>
/// <param name="message">What differs, and what to do.</param>
public sealed class CheckpointMismatchException(string message) : Exception(message);
