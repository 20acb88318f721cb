namespace BirdGrid.Vision.Inference.Engines;

/// <summary>What runs a network.</summary>
public enum EngineKind
{
    /// <summary>ONNX Runtime, on a CPU.</summary>
    OnnxRuntime = 0,

    /// <summary>TorchSharp, on a GPU or a CPU.</summary>
    TorchSharp = 1,
}
