using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BirdGrid.Vision.Inference.Engines;

/// <summary>
/// Brings the pixels of an image, whose channels lie next to each other, into the normalised planes that a network takes:
/// (value - mean) / std, as one multiplication and addition.
/// </summary>
internal sealed class PlaneNormaliser
{
    private const int Channels = 3;
    private const float ByteRange = 255;

    private readonly float[] scale = new float[Channels];
    private readonly float[] shift = new float[Channels];

    /// <summary>Prepares the factors.</summary>
    /// <param name="mean">Per channel, of values in 0..1.</param>
    /// <param name="std">Per channel, of values in 0..1.</param>
    public PlaneNormaliser(IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            scale[channel] = (float)(1.0 / std[channel]);
            shift[channel] = (float)(-(double)mean[channel] / std[channel]);
        }
    }

    /// <summary>Normalises one image.</summary>
    /// <param name="pixelsHwc">uint8, pixels x 3.</param>
    /// <param name="planesChw">Receives 3 x pixels.</param>
    public void Normalise(ReadOnlySpan<byte> pixelsHwc, Span<float> planesChw)
    {
        int pixels = pixelsHwc.Length / Channels;
        ref byte source = ref MemoryMarshal.GetReference(pixelsHwc);
        ref float red = ref MemoryMarshal.GetReference(planesChw[..(Channels * pixels)]);
        ref float green = ref Unsafe.Add(ref red, pixels);
        ref float blue = ref Unsafe.Add(ref green, pixels);
        float redScale = scale[0] / ByteRange;
        float greenScale = scale[1] / ByteRange;
        float blueScale = scale[2] / ByteRange;
        int pixel = 0;
        for (; pixel <= pixels - Vector128<byte>.Count; pixel += Vector128<byte>.Count)
        {
            ref byte block = ref Unsafe.Add(ref source, pixel * Channels);
            var first = Vector128.LoadUnsafe(ref block);
            var second = Vector128.LoadUnsafe(ref block, 16);
            var third = Vector128.LoadUnsafe(ref block, 32);

            // Of 48 bytes, each channel's 16: those of each third move to their places, 255 leaves a place empty.
            var redBytes = Vector128.Shuffle(first, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13));
            var greenBytes = Vector128.Shuffle(first, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14));
            var blueBytes = Vector128.Shuffle(first, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15));
            Store(redBytes, redScale, shift[0], ref Unsafe.Add(ref red, pixel));
            Store(greenBytes, greenScale, shift[1], ref Unsafe.Add(ref green, pixel));
            Store(blueBytes, blueScale, shift[2], ref Unsafe.Add(ref blue, pixel));
        }

        for (; pixel < pixels; pixel++)
        {
            ref byte one = ref Unsafe.Add(ref source, pixel * Channels);
            Unsafe.Add(ref red, pixel) = (one * redScale) + shift[0];
            Unsafe.Add(ref green, pixel) = (Unsafe.Add(ref one, 1) * greenScale) + shift[1];
            Unsafe.Add(ref blue, pixel) = (Unsafe.Add(ref one, 2) * blueScale) + shift[2];
        }
    }

    /// <summary>Normalises one image.</summary>
    /// <param name="pixelsHwc">float, 0 to 1, pixels x 3.</param>
    /// <param name="planesChw">Receives 3 x pixels.</param>
    public void Normalise(ReadOnlySpan<float> pixelsHwc, Span<float> planesChw)
    {
        int pixels = pixelsHwc.Length / Channels;
        ref float source = ref MemoryMarshal.GetReference(pixelsHwc);
        ref float red = ref MemoryMarshal.GetReference(planesChw[..(Channels * pixels)]);
        ref float green = ref Unsafe.Add(ref red, pixels);
        ref float blue = ref Unsafe.Add(ref green, pixels);
        var second = Vector128.Create(0, -1, 0, 0).AsSingle();
        var third = Vector128.Create(0, 0, -1, 0).AsSingle();
        int pixel = 0;
        for (; pixel <= pixels - Vector128<float>.Count; pixel += Vector128<float>.Count)
        {
            // r g b r | g b r g | b r g b: for each channel, one vector gives its places 1 and 2, the others what is left; then they are put in order.
            ref float block = ref Unsafe.Add(ref source, pixel * Channels);
            var a = Vector128.LoadUnsafe(ref block);
            var b = Vector128.LoadUnsafe(ref block, 4);
            var c = Vector128.LoadUnsafe(ref block, 8);
            var reds = Vector128.Shuffle(Blend(a, c, b), Vector128.Create(0, 3, 2, 1));
            var greens = Vector128.Shuffle(Blend(b, a, c), Vector128.Create(1, 0, 3, 2));
            var blues = Vector128.Shuffle(Blend(c, b, a), Vector128.Create(2, 1, 0, 3));
            Multiply(reds, 0).StoreUnsafe(ref Unsafe.Add(ref red, pixel));
            Multiply(greens, 1).StoreUnsafe(ref Unsafe.Add(ref green, pixel));
            Multiply(blues, 2).StoreUnsafe(ref Unsafe.Add(ref blue, pixel));
        }

        for (; pixel < pixels; pixel++)
        {
            ref float one = ref Unsafe.Add(ref source, pixel * Channels);
            Unsafe.Add(ref red, pixel) = (one * scale[0]) + shift[0];
            Unsafe.Add(ref green, pixel) = (Unsafe.Add(ref one, 1) * scale[1]) + shift[1];
            Unsafe.Add(ref blue, pixel) = (Unsafe.Add(ref one, 2) * scale[2]) + shift[2];
        }

        Vector128<float> Blend(Vector128<float> outer, Vector128<float> atSecond, Vector128<float> atThird) =>
            Vector128.ConditionalSelect(second, atSecond, Vector128.ConditionalSelect(third, atThird, outer));

        Vector128<float> Multiply(Vector128<float> values, int channel) =>
            Vector128.MultiplyAddEstimate(values, Vector128.Create(scale[channel]), Vector128.Create(shift[channel]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> values, float scale, float shift, ref float target)
    {
        var (low, high) = Vector128.Widen(values);
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        var factor = Vector128.Create(scale);
        var offset = Vector128.Create(shift);
        Vector128.MultiplyAddEstimate(Vector128.ConvertToSingle(first.AsInt32()), factor, offset).StoreUnsafe(ref target);
        Vector128.MultiplyAddEstimate(Vector128.ConvertToSingle(second.AsInt32()), factor, offset).StoreUnsafe(ref target, 4);
        Vector128.MultiplyAddEstimate(Vector128.ConvertToSingle(third.AsInt32()), factor, offset).StoreUnsafe(ref target, 8);
        Vector128.MultiplyAddEstimate(Vector128.ConvertToSingle(fourth.AsInt32()), factor, offset).StoreUnsafe(ref target, 12);
    }
}
