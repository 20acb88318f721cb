using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The kernels' rows (<see cref="WarpRow"/>) of several photos that are sampled equally often, worked out on the CPU as the kernels do: a few numbers a row.</summary>
internal sealed class DeviceRows
{
    /// <summary>Three quadratics of three coefficients, then row and column of the output's centre.</summary>
    private const int NumbersPerRow = 11;

    private readonly WarpCoefficients[] coefficients;
    private readonly Tensor numbers;
    private readonly Device device;

    public unsafe DeviceRows(DeviceCanvas.Placed[] photos, int outputSize, Device device)
    {
        this.device = device;
        SampleCount = photos[0].Plan.Samples.Count;
        coefficients = [.. photos.Select(photo => new WarpCoefficients(
            photo.Plan.Map, outputSize, outputSize, new PixelView(null, 0, 0, photo.Width, photo.Height, photo.Width * 3), photo.Plan.Bounds, photo.Plan.Border))];
        float[] values = new float[photos.Length * SampleCount * outputSize * NumbersPerRow];
        float[] distances = new float[photos.Length * SampleCount * outputSize];
        int row = 0;
        int column = 0;
        for (int photo = 0; photo < photos.Length; photo++)
        {
            for (int sample = 0; sample < SampleCount; sample++)
            {
                var (dx, dy) = photos[photo].Plan.Samples[sample];
                for (int y = 0; y < outputSize; y++)
                {
                    Write(coefficients[photo].Row(y + dy), values.AsSpan(row++ * NumbersPerRow, NumbersPerRow));
                }

                for (int x = 0; x < outputSize; x++)
                {
                    // As the kernels count: from the strip's first pixel.
                    int inStrip = x % SamplingLoop.StripPixels;
                    distances[column++] = x - inStrip - coefficients[photo].CentreColumn + dx + inStrip;
                }
            }
        }

        numbers = tensor(values, [photos.Length, SampleCount, outputSize, 1, NumbersPerRow], device: device).to(ScalarType.Float64);
        Distances = tensor(distances, [photos.Length, SampleCount, 1, outputSize], device: device).to(ScalarType.Float64);
    }

    /// <summary>Samples of an output pixel.</summary>
    public int SampleCount { get; }

    /// <summary>Distances from the output's centre column, double [count, samples, 1, outputSize].</summary>
    public Tensor Distances { get; }

    /// <summary>One of the numbers of a row, double [count, samples, outputSize, 1].</summary>
    public Tensor Number(int index) => numbers.select(4, index);

    /// <summary>A number of each photo, double [count, 1, 1, 1].</summary>
    public Tensor Of(Func<WarpCoefficients, double> number) => tensor([.. coefficients.Select(number)], device: device).view(-1, 1, 1, 1);

    private static void Write(in WarpRow row, Span<float> values)
    {
        Write(row.R, values);
        Write(row.C, values[3..]);
        Write(row.Q, values[6..]);
        values[9] = row.Row0;
        values[10] = row.Column0;
    }

    private static void Write(in WarpRow.Quadratic quadratic, Span<float> values)
    {
        values[0] = quadratic.Constant;
        values[1] = quadratic.Linear;
        values[2] = quadratic.Square;
    }
}
