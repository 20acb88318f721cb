namespace BirdGrid.Vision.Inference.Engines;

/// <summary>How ONNX Runtime runs a model.</summary>
public sealed record OnnxEngineOptions
{
    /// <summary>
    /// 1, the default: a run keeps to the thread that calls it. More: operators share the process's pool, whose size the process's first engine sets
    /// (this number, or the processors where the first engine has one thread).
    /// </summary>
    public int Threads { get; init; } = 1;
}
