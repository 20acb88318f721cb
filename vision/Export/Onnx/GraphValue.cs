namespace BirdGrid.Vision.Export.Onnx;

/// <summary>A value that flows through the graph: what a node gives and the next one takes.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Channels">Length of its channel axis.</param>
internal readonly record struct GraphValue(string Name, int Channels);
