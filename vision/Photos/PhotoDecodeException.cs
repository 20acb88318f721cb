namespace BirdGrid.Vision.Photos;

/// <summary>A photo was refused; <see cref="Exception.Message"/> says in one sentence what is wrong and what to do.</summary>
public sealed class PhotoDecodeException : Exception
{
    /// <summary>Creates the refusal.</summary>
    /// <param name="fault">The kind of fault.</param>
    /// <param name="message">One sentence for the sender of the photo.</param>
    public PhotoDecodeException(PhotoFault fault, string message)
        : base(message)
    {
        Fault = fault;
    }

    /// <summary>The kind of fault, for callers that react to it.</summary>
    public PhotoFault Fault { get; }
}
