using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Inference;

/// <summary>How models are served.</summary>
public sealed class InferenceOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Inference";

    /// <summary>Replicas of each model version that requests are spread over.</summary>
    /// <value>Default 1.</value>
    [Range(1, 256)]
    public int Replicas { get; set; } = 1;

    /// <summary>What computes: <c>auto</c> (ONNX Runtime on a CPU, TorchSharp on a GPU), <c>onnx</c> or <c>torch</c>.</summary>
    /// <value>Default auto.</value>
    [AllowedValues("auto", "onnx", "torch")]
    public string Engine { get; set; } = "auto";

    /// <summary>
    /// Numbers that are computed in: <c>auto</c> (fp32 on a CPU, bf16 on a GPU), <c>fp32</c>, <c>bf16</c> (TorchSharp) or <c>int8</c> (ONNX Runtime;
    /// versions that were not quantised stay at fp32, which their engine's name shows).
    /// </summary>
    /// <value>Default auto.</value>
    [AllowedValues("auto", "fp32", "bf16", "int8")]
    public string Precision { get; set; } = "auto";

    /// <summary>Threads of one forward pass in ONNX Runtime, 0 to 1024; 0: every core.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Threads that decode and resize photos to be classified, 0 to 1024; 0: every core.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int DecodeThreads { get; set; }

    /// <summary>Most images of one forward pass, and of one request.</summary>
    /// <value>Default 16.</value>
    [Range(1, 1024)]
    public int MaximumBatchSize { get; set; } = 16;

    /// <summary>Most images of one forward pass in ONNX Runtime on a CPU where no sizes are preferred, 0 to 1024; 0: four for each of its threads. A request's images stay together.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int CpuBatchSize { get; set; }

    /// <summary>
    /// Milliseconds that such a batch is to take at most, as the last ones took, 0 to 10,000; 0: any. Images of a fast network share what each
    /// batch costs beside computing; those of a slow one are better answered one by one.
    /// </summary>
    /// <value>Default 30.</value>
    [Range(0, 10_000)]
    public double CpuBatchMs { get; set; } = 30;

    /// <summary>
    /// Sizes that batches are made in where enough images wait: the largest that can be filled. Others are made only of what is left.
    /// </summary>
    /// <value>Default none: whatever waits, up to the maximum.</value>
    public IList<int> PreferredBatchSizes { get; } = [];

    /// <summary>Milliseconds for which the oldest image waits for a (preferred, else maximum) batch to fill, 0 to 10,000.</summary>
    /// <value>Default 0: what waits goes at once.</value>
    [Range(0, 10_000)]
    public double MaximumDelayMs { get; set; }

    /// <summary>Images that may wait at a replica; more are refused. Copies for a shadow get a quarter of it.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1 << 20)]
    public int QueueLimit { get; set; } = 256;

    /// <summary>
    /// Milliseconds that a request may have to wait as the last ones did, 0 to 3,600,000; where it would be more, and a whole batch waits already, it
    /// is refused (high priority aside), before its photos are decoded where the silo can tell. It bounds how long an overload lasts beyond its end. 0: only the number of images counts.
    /// </summary>
    /// <value>Default 500.</value>
    [Range(0, 3_600_000)]
    public double MaximumWaitMs { get; set; } = 500;

    /// <summary>Milliseconds for which a request without a deadline may wait, 0 to 3,600,000; 0: for ever.</summary>
    /// <value>Default 0.</value>
    [Range(0, 3_600_000)]
    public double DefaultTimeoutMs { get; set; }

    /// <summary>Seconds for which a request whose replica was lost is asked for again; a dead silo is noticed within 8 by default.</summary>
    /// <value>Default 20.</value>
    [Range(0, 600)]
    public double RetrySeconds { get; set; } = 20;

    /// <summary>Seconds without a request after which a version that no alias and no traffic split needs leaves memory, 1 to 31,536,000.</summary>
    /// <value>Default 900.</value>
    [Range(1, 31_536_000)]
    public double IdleUnloadSeconds { get; set; } = 900;

    /// <summary>Whether a silo with the role gateway sees to it, when it starts, that every model's champion is in memory.</summary>
    /// <value>Default true.</value>
    public bool PreloadChampions { get; set; } = true;

    /// <summary>Seconds after a promotion in which the champion goes back to the version before where it does worse, 0 to 86,400; 0: never.</summary>
    /// <value>Default 600.</value>
    [Range(0, 86_400)]
    public double WatchPromotionSeconds { get; set; } = 600;

    /// <summary>Threads of one forward pass in ONNX Runtime, at least 1.</summary>
    internal int EngineThreads => Threads == 0 ? Environment.ProcessorCount : Threads;
}
