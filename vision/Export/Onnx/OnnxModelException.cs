namespace BirdGrid.Vision.Export.Onnx;

/// <summary>Bytes are not an ONNX model that can be served.</summary>
public sealed class OnnxModelException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">What is wrong, in a sentence.</param>
    /// <param name="innerException">What ONNX Runtime or the parser said, if it was they that refused.</param>
    public OnnxModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
