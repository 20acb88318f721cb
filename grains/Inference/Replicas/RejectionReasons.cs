namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>Why requests are turned away, as statistics and metrics name it.</summary>
internal static class RejectionReasons
{
    /// <summary>The queue is full.</summary>
    public const string QueueFull = "queue-full";

    /// <summary>The deadline passed in the queue.</summary>
    public const string Deadline = "deadline";

    /// <summary>The caller has gone.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Too many photos are being decoded or waited for at the silo that got the call.</summary>
    public const string InFlight = "in-flight";
}
