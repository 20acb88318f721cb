using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// The sampling pass of a batch: positions from the kernels' own coefficients, in the kernels' own fixed point, then one <c>grid_sample</c>.
/// As positions are multiples of 2⁻⁷ and levels are bytes, its products and sums are exact, and its bytes those of the kernels.
/// </summary>
internal static class DeviceWarp
{
    /// <summary>The last digit of a number of 1 to 2 in double precision.</summary>
    private const double DoubleDigit = 1.0 / (1L << 52);

    /// <summary>Samples every output pixel.</summary>
    /// <param name="canvas">The photos and their maps.</param>
    /// <param name="outputSize">Side of the output in pixels.</param>
    /// <param name="border">What is shown outside a photo.</param>
    /// <returns>float [count, 3, outputSize, outputSize], whole levels 0 to 255.</returns>
    public static Tensor Sample(DeviceCanvas canvas, int outputSize, BorderMode border)
    {
        Device device = canvas.LevelsNchw.device;
        WarpCoefficients[] coefficients = [.. canvas.Photos.Select(photo => Coefficients(photo, outputSize, border))];
        var parameters = new PerPhoto(coefficients, device);
        var (row, column) = Positions(parameters, coefficients[0], outputSize, device);
        Tensor inside = (row >= parameters.Of(c => c.RowMin)) & (row <= parameters.Of(c => c.RowMax))
            & (column >= parameters.Of(c => c.ColumnMin)) & (column <= parameters.Of(c => c.ColumnMax));
        Tensor grid = stack(
            [
                Coordinate(column, inside, parameters.Of(c => c.LastColumn), canvas.LevelsNchw.shape[3]),
                Coordinate(row, inside, parameters.Of(c => c.LastRow), canvas.LevelsNchw.shape[2]),
            ],
            dim: 3);
        Tensor sampled = nn.functional.grid_sample(
            canvas.LevelsNchw, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
        return (sampled + 0.5).floor() * inside.unsqueeze(1);
    }

    private static unsafe WarpCoefficients Coefficients(in DeviceCanvas.Placed photo, int outputSize, BorderMode border) =>
        new(photo.Map, outputSize, outputSize, new PixelView(null, photo.Width, photo.Height, photo.Width * 3), photo.Bounds, border);

    /// <summary>
    /// Source positions in fixed point, whole numbers in double precision, as <see cref="WarpCoefficients.FixedPositionAt"/> has them.
    /// Single precision alone would round elsewhere than the kernels' fused multiply-adds do.
    /// </summary>
    private static (Tensor Row, Tensor Column) Positions(PerPhoto parameters, in WarpCoefficients any, int outputSize, Device device)
    {
        Tensor steps = arange(outputSize, ScalarType.Float64, device);
        Tensor x = (steps - any.XCentre).view(1, 1, -1);
        Tensor y = (steps - any.YCentre).view(1, -1, 1);
        Tensor nReal = Stepped(parameters, c => c.N.Real, c => c.NX.Real, c => c.NY.Real, x, y);
        Tensor nImaginary = Stepped(parameters, c => c.N.Imaginary, c => c.NX.Imaginary, c => c.NY.Imaginary, x, y);
        Tensor dReal = Stepped(parameters, c => c.D.Real, c => c.DX.Real, c => c.DY.Real, x, y);
        Tensor dImaginary = Stepped(parameters, c => c.D.Imaginary, c => c.DX.Imaginary, c => c.DY.Imaginary, x, y);
        Tensor inverse = Single(1 / Fused(dReal, dReal, Single(dImaginary * dImaginary)));
        Tensor real = Single(Fused(nReal, dReal, Single(nImaginary * dImaginary)) * inverse);
        Tensor imaginary = Single(Fused(nImaginary, dReal, -Single(nReal * dImaginary)) * inverse);
        return (
            Fused(parameters.Of(c => c.RowPerReal), real, Fused(parameters.Of(c => c.RowPerImaginary), imaginary, parameters.Of(c => c.Row0))).round(),
            Fused(parameters.Of(c => c.ColumnPerReal), real, Fused(parameters.Of(c => c.ColumnPerImaginary), imaginary, parameters.Of(c => c.Column0))).round());
    }

    /// <summary>A position as <c>grid_sample</c>'s coordinate from -1 to 1 along a side of a power of two; 0 in fixed point where it is outside, not finite perhaps.</summary>
    private static Tensor Coordinate(Tensor position, Tensor inside, Tensor last, long side)
    {
        Tensor clamped = minimum(where(inside, position, zeros_like(position)).clamp_min(0), last);
        return ((((clamped * (2.0 / WarpCoefficients.One)) + 1) / side) - 1).to(ScalarType.Float32);
    }

    /// <summary>A number at the output's centre, moved by rows and then by columns.</summary>
    private static Tensor Stepped(
        PerPhoto parameters, Func<WarpCoefficients, double> centre, Func<WarpCoefficients, double> perColumn, Func<WarpCoefficients, double> perRow, Tensor x, Tensor y) =>
        FusedStep(x, parameters.Of(perColumn), FusedStep(y, parameters.Of(perRow), parameters.Of(centre)));

    /// <summary>
    /// times·step + start, rounded once to single precision. A few whole steps often come to the middle between two numbers of single
    /// precision, where a start too small for double precision to keep decides: the sum is moved by its last digit towards what it lost.
    /// </summary>
    private static Tensor FusedStep(Tensor times, Tensor step, Tensor start)
    {
        using var scope = NewDisposeScope();
        Tensor moved = times * step;
        Tensor sum = moved + start;
        Tensor kept = sum - moved;
        Tensor lost = moved - (sum - kept) + (start - kept);
        return Single(sum + (lost.sign() * sum.abs() * DoubleDigit)).MoveToOuterDisposeScope();
    }

    /// <summary>a·b + c, rounded once to single precision but for a chance of one in hundreds of millions.</summary>
    private static Tensor Fused(Tensor a, Tensor b, Tensor c)
    {
        using Tensor product = a * b;
        return Single(product + c);
    }

    /// <summary>Rounds to single precision; the argument, a number for every pixel, is given up.</summary>
    private static Tensor Single(Tensor value)
    {
        using (value)
        {
            using Tensor rounded = value.to(ScalarType.Float32);
            return rounded.to(ScalarType.Float64);
        }
    }

    /// <summary>Numbers of each photo, to be spread over its pixels.</summary>
    private sealed class PerPhoto(WarpCoefficients[] coefficients, Device device)
    {
        /// <summary>double [count, 1, 1].</summary>
        public Tensor Of(Func<WarpCoefficients, double> number) =>
            tensor([.. coefficients.Select(number)], device: device).view(-1, 1, 1);
    }
}
