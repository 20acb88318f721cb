using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>The random numbers of one picture.</summary>
internal sealed class PictureRandom
{
    private ulong state;

    private PictureRandom(ulong state)
    {
        this.state = state;
    }

    /// <summary>Numbers that belong to one picture alone.</summary>
    public static PictureRandom For(ulong seed, string species, int index)
    {
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{species}/{index}"));
        return new PictureRandom(BitConverter.ToUInt64(key));
    }

    /// <summary>Uniform in [0, 1): SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</summary>
    public double Unit()
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in [from, to).</summary>
    public double Between(double from, double to) => from + ((to - from) * Unit());

    /// <summary>Whether something of a probability happens.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[(int)(Unit() * choices.Length)];

    /// <summary>A colour close to another.</summary>
    public SKColor Near(SKColor colour, double spread)
    {
        colour.ToHsl(out float hue, out float saturation, out float lightness);
        return SKColor.FromHsl(
            (hue + (float)Between(-18 * spread, 18 * spread) + 360) % 360,
            Math.Clamp(saturation * (float)Between(1 - spread, 1 + (spread / 2)), 0, 100),
            Math.Clamp(lightness * (float)Between(1 - (spread / 2), 1 + (spread / 2)), 0, 100));
    }
}
