using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Tests.Storage;

/// <summary>What an activation holds: its state and the etag it last saw.</summary>
internal sealed class TestGrainState : IGrainState<TestState>
{
    [AllowNull]
    public TestState State { get => field; set => field = value ?? new TestState(); } = new();

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
