using BirdGrid.Vision.Photos;
using CsCheck;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class RgbaPackingTests
{
    [Fact]
    public void Packing_drops_the_fourth_byte_and_writes_nothing_beyond() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            int pixels = bytes.Length / 4;
            byte[] target = Enumerable.Repeat((byte)0xA5, pixels * 3 + 20).ToArray();
            RgbaPacking.ToRgb(bytes, target.AsSpan(0, pixels * 3));
            byte[] expected = bytes[..(pixels * 4)].Where((_, i) => i % 4 != 3).ToArray();
            Assert.Equal(expected, target[..(pixels * 3)]);
            Assert.True(target.AsSpan(pixels * 3).IndexOfAnyExcept((byte)0xA5) < 0);
        });

    [Fact]
    public void Expanding_and_packing_give_the_pixels_back() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            byte[] rgb = bytes[..(bytes.Length / 3 * 3)];
            byte[] rgba = new byte[rgb.Length / 3 * 4];
            byte[] back = new byte[rgb.Length];
            RgbaPacking.ToRgba(rgb, rgba);
            RgbaPacking.ToRgb(rgba, back);
            Assert.Equal(rgb, back);
            Assert.All(rgba.Where((_, i) => i % 4 == 3), alpha => Assert.Equal(255, alpha));
        });

    [Fact]
    public void White_fills_what_alpha_leaves() =>
        Gen.Select(Gen.Byte, Gen.Byte).Array[1, 60].Sample(pixels =>
        {
            byte[] rgba = pixels.SelectMany(p => new[] { Math.Min(p.Item1, p.Item2), p.Item2, (byte)0, p.Item2 }).ToArray();
            byte[] expected = rgba.Select((value, i) => (byte)(value + 255 - rgba[i / 4 * 4 + 3])).ToArray();
            RgbaPacking.CompositeOnWhite(rgba);
            Assert.Equal(expected, rgba);
        });
}
