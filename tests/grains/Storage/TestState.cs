namespace BirdGrid.Grains.Tests.Storage;

[GenerateSerializer, Alias("birdgrid.tests.state")]
public sealed class TestState
{
    [Id(0)]
    public string Text { get; set; } = "fresh";

    [Id(1)]
    public int Count { get; set; }

    [Id(2)]
    public byte[] Bytes { get; set; } = [];
}
