namespace BirdGrid.Client.Load;

/// <summary>Where a request's time goes.</summary>
public enum ServerStage
{
    /// <summary>Decoding and resizing.</summary>
    Decode = 0,

    /// <summary>Waiting for a batch.</summary>
    Queue = 1,

    /// <summary>The forward pass.</summary>
    Compute = 2,

    /// <summary>From bytes to answer, inside the server.</summary>
    Total = 3,

    /// <summary>What the client measures beyond the server's total: network, gRPC on both sides, the client.</summary>
    Transport = 4,
}
