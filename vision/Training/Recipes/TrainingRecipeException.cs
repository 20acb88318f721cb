namespace BirdGrid.Vision.Training;

/// <summary>A recipe cannot be used; the message says what is wrong in it and what it may say.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class TrainingRecipeException(string message, Exception? innerException = null) : ArgumentException(message, innerException);
