using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BirdGrid.Vision.Photos;

/// <summary>Conversions between four-byte and three-byte pixels, four pixels an instruction where the processor can shuffle bytes.</summary>
internal static class RgbaPacking
{
    /// <summary>Drops the fourth byte of every pixel.</summary>
    /// <param name="rgba">Four bytes a pixel.</param>
    /// <param name="rgb">Three bytes a pixel, as many pixels; nothing outside it is written.</param>
    public static void ToRgb(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        int pixels = rgba.Length / 4;
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, pixels * 3, nameof(rgb));
        ref byte source = ref MemoryMarshal.GetReference(rgba);
        ref byte target = ref MemoryMarshal.GetReference(rgb);
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // A store is 16 bytes for 12 of pixels: the last four pixels are left to the loop below, which stays inside the row.
            Vector128<byte> dropFourth = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
            for (; at + 6 <= pixels; at += 4)
            {
                Vector128<byte> four = Vector128.LoadUnsafe(ref source, (nuint)(at * 4));
                Vector128.Shuffle(four, dropFourth).StoreUnsafe(ref target, (nuint)(at * 3));
            }
        }

        for (; at < pixels; at++)
        {
            Unsafe.Add(ref target, at * 3) = Unsafe.Add(ref source, at * 4);
            Unsafe.Add(ref target, at * 3 + 1) = Unsafe.Add(ref source, at * 4 + 1);
            Unsafe.Add(ref target, at * 3 + 2) = Unsafe.Add(ref source, at * 4 + 2);
        }
    }

    /// <summary>Adds an opaque fourth byte to every pixel.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="rgba">Four bytes a pixel, as many pixels.</param>
    public static void ToRgba(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        int pixels = rgb.Length / 3;
        ArgumentOutOfRangeException.ThrowIfLessThan(rgba.Length, pixels * 4, nameof(rgba));
        ref byte source = ref MemoryMarshal.GetReference(rgb);
        ref byte target = ref MemoryMarshal.GetReference(rgba);
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<byte> spread = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
            Vector128<byte> opaque = Vector128.Create(0xFF000000u).AsByte();
            for (; at + 6 <= pixels; at += 4)
            {
                Vector128<byte> four = Vector128.LoadUnsafe(ref source, (nuint)(at * 3));
                (Vector128.Shuffle(four, spread) | opaque).StoreUnsafe(ref target, (nuint)(at * 4));
            }
        }

        for (; at < pixels; at++)
        {
            Unsafe.Add(ref target, at * 4) = Unsafe.Add(ref source, at * 3);
            Unsafe.Add(ref target, at * 4 + 1) = Unsafe.Add(ref source, at * 3 + 1);
            Unsafe.Add(ref target, at * 4 + 2) = Unsafe.Add(ref source, at * 3 + 2);
            Unsafe.Add(ref target, at * 4 + 3) = 255;
        }
    }

    /// <summary>Lays premultiplied pixels over white: adds 255 minus alpha to every channel, alpha included.</summary>
    /// <param name="premultipliedRgba">Four bytes a pixel, no channel above alpha; changed in place.</param>
    public static void CompositeOnWhite(Span<byte> premultipliedRgba)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(premultipliedRgba);
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<byte> alphaOfEach = Vector128.Create((byte)3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
            for (; at + 16 <= premultipliedRgba.Length; at += 16)
            {
                Vector128<byte> four = Vector128.LoadUnsafe(ref pixels, (nuint)at);
                (four + ~Vector128.Shuffle(four, alphaOfEach)).StoreUnsafe(ref pixels, (nuint)at);
            }
        }

        for (; at + 4 <= premultipliedRgba.Length; at += 4)
        {
            int white = 255 - premultipliedRgba[at + 3];
            for (int channel = 0; channel < 4; channel++)
            {
                premultipliedRgba[at + channel] = (byte)(premultipliedRgba[at + channel] + white);
            }
        }
    }
}
