using System.Buffers;

namespace BirdGrid.Vision.Photos;

/// <summary>
/// The source pixels and fixed-point weights of every output pixel along one axis: the triangle filter of Pillow's
/// <c>precompute_coeffs</c> (src/libImaging/Resample.c), whose support grows with the shrink factor.
/// </summary>
internal readonly struct ResizeTaps : IDisposable
{
    /// <summary>Fraction bits of a weight: 32 less 8 for the pixel and 2 for overshoot.</summary>
    public const int FractionBits = 22;

    private readonly int[] _firsts;
    private readonly int[] _counts;
    private readonly int[] _weights;
    private readonly int _stride;

    /// <param name="sourceSize">Pixels of the source along the axis.</param>
    /// <param name="targetSize">Pixels of the whole resized picture along the axis.</param>
    /// <param name="start">First output pixel wanted.</param>
    /// <param name="count">Number of output pixels wanted.</param>
    public ResizeTaps(int sourceSize, int targetSize, int start, int count)
    {
        double scale = (double)sourceSize / targetSize;
        double support = Math.Max(scale, 1.0);
        double inverse = 1.0 / support;
        _stride = (int)Math.Ceiling(support) * 2 + 1;
        _firsts = ArrayPool<int>.Shared.Rent(count);
        _counts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<int>.Shared.Rent(checked(count * _stride));
        double[] triangle = ArrayPool<double>.Shared.Rent(_stride);
        for (int i = 0; i < count; i++)
        {
            double centre = ((double)start + i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5));
            int taps = Math.Min(sourceSize, (int)(centre + support + 0.5)) - first;
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                triangle[tap] = Math.Max(0, 1 - Math.Abs((tap + first - centre + 0.5) * inverse));
                sum += triangle[tap];
            }

            for (int tap = 0; tap < taps; tap++)
            {
                _weights[i * _stride + tap] = (int)(0.5 + triangle[tap] / sum * (1 << FractionBits));
            }

            _firsts[i] = first;
            _counts[i] = taps;
        }

        ArrayPool<double>.Shared.Return(triangle);
        FirstSource = _firsts[0];
        EndSource = _firsts[count - 1] + _counts[count - 1];
    }

    /// <summary>First source pixel that any output pixel reads.</summary>
    public int FirstSource { get; }

    /// <summary>One past the last source pixel that any output pixel reads.</summary>
    public int EndSource { get; }

    /// <summary>First source pixel of an output pixel.</summary>
    public int First(int output) => _firsts[output];

    /// <summary>The weights of an output pixel's source pixels, in units of 2^-22; they add up to about 2^22.</summary>
    public ReadOnlySpan<int> Weights(int output) => _weights.AsSpan(output * _stride, _counts[output]);

    /// <summary>Gives the tables back to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_firsts);
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<int>.Shared.Return(_weights);
    }
}
