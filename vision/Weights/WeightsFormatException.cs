namespace BirdGrid.Vision.Weights;

/// <summary>A weights file is malformed, truncated, or holds something other than tensors; the message names what was found and where.</summary>
public sealed class WeightsFormatException : Exception
{
    /// <summary>States what is wrong.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="innerException">The error below, where there is one.</param>
    public WeightsFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
