using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// The sampling pass of a batch: positions from the kernels' own rows, in the kernels' own fixed point, then <c>grid_sample</c>.
/// As positions are multiples of 2⁻⁷ and levels are bytes, its products and sums are exact, and its bytes those of the kernels.
/// </summary>
internal static class DeviceWarp
{
    /// <summary>The last digit of a number of 1 to 2 in double precision.</summary>
    private const double DoubleDigit = 1.0 / (1L << 52);

    /// <summary>Fraction bits of the reciprocal that the kernels' mean of samples multiplies by.</summary>
    private const double ReciprocalOne = 1 << 15;

    /// <summary>Samples every output pixel: photos that are sampled equally often at once.</summary>
    /// <param name="canvas">The photos and how they are sampled.</param>
    /// <param name="outputSize">Side of the output in pixels.</param>
    /// <returns>float [count, 3, outputSize, outputSize], whole levels 0 to 255.</returns>
    public static Tensor Sample(DeviceCanvas canvas, int outputSize)
    {
        Device device = canvas.LevelsNchw.device;
        Tensor output = empty([canvas.Photos.Count, 3, outputSize, outputSize], ScalarType.Float32, device);
        foreach (var group in Enumerable.Range(0, canvas.Photos.Count).GroupBy(i => canvas.Photos[i].Plan.Samples.Count))
        {
            using var scope = NewDisposeScope();
            Tensor members = tensor([.. group.Select(i => (long)i)], device: device);
            Tensor levels = group.Count() == canvas.Photos.Count ? canvas.LevelsNchw : canvas.LevelsNchw.index_select(0, members);
            output.index_copy_(0, members, Sample(levels, new DeviceRows([.. group.Select(i => canvas.Photos[i])], outputSize, device), outputSize));
        }

        return output;
    }

    /// <param name="levelsNchw">float [count, 3, 2ⁿ, 2ᵐ].</param>
    /// <param name="rows">The rows of their samples.</param>
    /// <param name="outputSize">Side of the output in pixels.</param>
    private static Tensor Sample(Tensor levelsNchw, DeviceRows rows, int outputSize)
    {
        var (row, column) = Positions(rows);
        Tensor inside = (row >= rows.Of(c => c.RowMin)) & (row <= rows.Of(c => c.RowMax))
            & (column >= rows.Of(c => c.ColumnMin)) & (column <= rows.Of(c => c.ColumnMax));
        row = Clamped(row, inside, rows.Of(c => c.LastRow));
        column = Clamped(column, inside, rows.Of(c => c.LastColumn));
        Tensor sampled = GridSample(levelsNchw, row, column, GridSampleMode.Bilinear) + Correction(levelsNchw, row, column);
        Tensor samples = (sampled + 0.5).floor() * inside.flatten(1, 2).unsqueeze(1);
        return Mean(samples.view(-1, 3, rows.SampleCount, outputSize, outputSize), rows.SampleCount);
    }

    /// <summary>Source positions in fixed point, whole numbers in double precision, as <see cref="WarpRow.At"/> has them.</summary>
    /// <returns>Twice double [count, samples, outputSize, outputSize].</returns>
    private static (Tensor Row, Tensor Column) Positions(DeviceRows rows)
    {
        Tensor inverse = Single(1 / Quadratic(rows, 6));
        return (
            Fused(Quadratic(rows, 0), inverse, rows.Number(9)).round(),
            Fused(Quadratic(rows, 3), inverse, rows.Number(10)).round());
    }

    /// <summary>A quadratic by Horner's rule.</summary>
    private static Tensor Quadratic(DeviceRows rows, int first) =>
        FusedStep(FusedStep(rows.Number(first + 2), rows.Distances, rows.Number(first + 1)), rows.Distances, rows.Number(first));

    /// <summary>Into the photo; what is outside, and perhaps not finite, to 0.</summary>
    private static Tensor Clamped(Tensor position, Tensor inside, Tensor last) =>
        minimum(where(inside, position, zeros_like(position)).clamp_min(0), last);

    /// <summary>
    /// What the kernels' weights of 7 bits add to a bilinear sample. They round the weight of the lower right tap and keep the sums along rows
    /// and columns, so a rounding of d changes the sample by d times (upper left - upper right - lower left + lower right).
    /// </summary>
    private static Tensor Correction(Tensor levelsNchw, Tensor row, Tensor column)
    {
        Tensor pixelRow = (row / WarpCoefficients.One).floor();
        Tensor pixelColumn = (column / WarpCoefficients.One).floor();
        Tensor product = (row - (pixelRow * WarpCoefficients.One)) * (column - (pixelColumn * WarpCoefficients.One)) / WarpCoefficients.One;
        Tensor rounding = (((product + 0.5).floor() - product) / WarpCoefficients.One).to(ScalarType.Float32);
        Tensor twists = GridSample(Twists(levelsNchw), pixelRow * WarpCoefficients.One, pixelColumn * WarpCoefficients.One, GridSampleMode.Nearest);
        return twists * rounding.flatten(1, 2).unsqueeze(1);
    }

    /// <summary>Upper left - upper right - lower left + lower right of every pixel and its neighbours; 0 in the last row and column, which have none.</summary>
    private static Tensor Twists(Tensor levelsNchw)
    {
        Tensor twists = zeros_like(levelsNchw);
        long height = levelsNchw.shape[2] - 1;
        long width = levelsNchw.shape[3] - 1;
        Tensor alongRows = levelsNchw.narrow(3, 0, width) - levelsNchw.narrow(3, 1, width);
        twists.narrow(2, 0, height).narrow(3, 0, width).copy_(alongRows.narrow(2, 0, height) - alongRows.narrow(2, 1, height));
        return twists;
    }

    /// <summary>Takes a picture's values at positions in fixed point, the samples of a pixel below each other.</summary>
    private static Tensor GridSample(Tensor picturesNchw, Tensor row, Tensor column, GridSampleMode mode)
    {
        Tensor grid = stack([Coordinate(column, picturesNchw.shape[3]), Coordinate(row, picturesNchw.shape[2])], dim: 4).flatten(1, 2);
        return nn.functional.grid_sample(picturesNchw, grid, mode, GridSamplePaddingMode.Zeros, align_corners: false);
    }

    /// <summary>A position as <c>grid_sample</c>'s coordinate from -1 to 1 along a side of a power of two.</summary>
    private static Tensor Coordinate(Tensor position, long side) =>
        ((((position * (2.0 / WarpCoefficients.One)) + 1) / side) - 1).to(ScalarType.Float32);

    /// <summary>The mean of a pixel's samples, rounded as <see cref="SampleMean"/> does.</summary>
    private static Tensor Mean(Tensor samples, int count) => count == 1
        ? samples.squeeze(2)
        : ((samples.sum(2) * Math.Round(ReciprocalOne / count) / ReciprocalOne) + 0.5).floor();

    /// <summary>
    /// times·step + start, rounded once to single precision. A few steps often come to the middle between two numbers of single precision,
    /// where a start too small for double precision to keep decides: the sum is moved by its last digit towards what it lost.
    /// </summary>
    private static Tensor FusedStep(Tensor step, Tensor times, Tensor start)
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
}
