namespace BirdGrid.Grid.Tests.Support;

/// <summary>How a silo process is started.</summary>
internal sealed record SiloStart
{
    /// <summary>all, gpu, cpu or gateway.</summary>
    public string Role { get; init; } = "all";

    /// <summary>The silo's own folder.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Configuration, <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Words before the program: <c>taskset -c 0</c>, <c>ip netns exec NAME</c>.</summary>
    public IReadOnlyList<string> CommandPrefix { get; init; } = [];
}
