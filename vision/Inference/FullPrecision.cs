using static TorchSharp.torch;

namespace BirdGrid.Vision.Inference;

/// <summary>
/// While it lasts, a GPU computes 32-bit products in 32 bits rather than TF32: for comparisons of runtimes. A setting of the process: only the device
/// thread may touch it.
/// </summary>
public sealed class FullPrecision : IDisposable
{
    private readonly bool products = backends.cuda.matmul.allow_tf32;
    private readonly bool convolutions = backends.cudnn.allow_tf32;

    /// <summary>Begins.</summary>
    public FullPrecision() => Set(products: false, convolutions: false);

    /// <summary>Puts back what was.</summary>
    public void Dispose() => Set(products, convolutions);

    private static void Set(bool products, bool convolutions)
    {
        backends.cuda.matmul.allow_tf32 = products;
        backends.cudnn.allow_tf32 = convolutions;
    }
}
