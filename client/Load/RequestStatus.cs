namespace BirdGrid.Client.Load;

/// <summary>What came of a request.</summary>
public enum RequestStatus
{
    /// <summary>Answered.</summary>
    Ok = 0,

    /// <summary>Turned away because too much was waiting (RESOURCE_EXHAUSTED).</summary>
    Rejected = 1,

    /// <summary>Not answered in time (DEADLINE_EXCEEDED).</summary>
    DeadlineExceeded = 2,

    /// <summary>Any other error.</summary>
    Failed = 3,
}
