namespace BirdGrid.Silo;

/// <summary>What a start of the silo may say itself; everything else comes from configuration, and a null leaves it to that.</summary>
public sealed record SiloStartOptions
{
    /// <summary>Folder of database and blobs.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Address of the gRPC services; port 0 takes a free one.</summary>
    public string? Url { get; init; }

    /// <summary>all, gpu, cpu or gateway.</summary>
    public string? Role { get; init; }

    /// <summary>auto, cpu, cuda or cuda:N.</summary>
    public string? Device { get; init; }

    /// <summary>Threads of one torch operation; 0: every core.</summary>
    public int? Threads { get; init; }

    /// <summary>Further configuration, <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Says nothing on standard output.</summary>
    public bool Quiet { get; init; }
}
