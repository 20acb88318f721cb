using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tensors;

/// <summary>
/// Arithmetic of tensors with numbers. TorchSharp makes a native scalar of every number that an operation is given, 1 where none is, and does not
/// hold on to it while the operation runs: if the collector comes in between, the operation reads freed memory, computes with another number or
/// fails with "Expected false to be true" (dotnet/TorchSharp, pull requests 1434 and 1496). Here scalars live until the operation has ended.
/// </summary>
internal static class HeldScalars
{
    private static readonly Scalar One = 1;

    /// <summary>tensor += other.</summary>
    public static Tensor AddInPlace(this Tensor tensor, Tensor other) => tensor.add_(other, One);

    /// <summary>tensor += factor x other.</summary>
    public static Tensor AddInPlace(this Tensor tensor, Tensor other, double factor)
    {
        using Scalar held = factor;
        return tensor.add_(other, held);
    }

    /// <summary>tensor += number.</summary>
    public static Tensor AddInPlace(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.add_(held, One);
    }

    /// <summary>tensor + factor x other.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor other, double factor)
    {
        using Scalar held = factor;
        return tensor.add(other, held);
    }

    /// <summary>tensor + number.</summary>
    public static Tensor Plus(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.add(held, One);
    }

    /// <summary>tensor *= number.</summary>
    public static Tensor MultiplyInPlace(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.mul_(held);
    }

    /// <summary>tensor x number.</summary>
    public static Tensor Times(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.mul(held);
    }

    /// <summary>tensor /= number.</summary>
    public static Tensor DivideInPlace(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.div_(held);
    }

    /// <summary>tensor / number.</summary>
    public static Tensor Over(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.div(held);
    }

    /// <summary>tensor += factor x first x second.</summary>
    public static Tensor AddProductInPlace(this Tensor tensor, Tensor first, Tensor second, double factor)
    {
        using Scalar held = factor;
        return tensor.addcmul_(first, second, held);
    }

    /// <summary>tensor += factor x numerator / denominator.</summary>
    public static Tensor AddQuotientInPlace(this Tensor tensor, Tensor numerator, Tensor denominator, double factor)
    {
        using Scalar held = factor;
        return tensor.addcdiv_(numerator, denominator, held);
    }

    /// <summary>No value above a number.</summary>
    public static Tensor AtMost(this Tensor tensor, double number)
    {
        using Scalar held = number;
        return tensor.clamp_max(held);
    }

    /// <summary>The one value of a float tensor, on the host.</summary>
    public static float HostValue(this Tensor tensor)
    {
        using var local = tensor.cpu();
        return local.data<float>()[0];
    }
}
