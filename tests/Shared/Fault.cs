namespace BirdGrid.TestSupport;

/// <summary>What a <see cref="FaultProxy"/> does to one request.</summary>
internal enum Fault
{
    /// <summary>Passes it on.</summary>
    None,

    /// <summary>Answers 503 itself.</summary>
    Unavailable,

    /// <summary>Hangs up without an answer, before the server has seen the request.</summary>
    HangUp,

    /// <summary>Passes it on and hangs up in the middle of the answer's body (or before the answer, where it has none).</summary>
    CutAnswer,

    /// <summary>Passes it on and falls silent in the middle of the answer's body.</summary>
    SilentAnswer,

    /// <summary>Passes it on and changes a byte of the answer's body.</summary>
    WrongByte,
}
