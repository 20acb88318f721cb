using BirdGrid.Vision.Photos.Headers;
using CsCheck;

namespace BirdGrid.Vision.Tests.Photos.Headers;

public sealed class ExifOrientationTests
{
    [Theory]
    [InlineData(3, 3, 3)]
    [InlineData(3, 8, 8)]
    [InlineData(3, 9, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(2, 6, 1)]
    public void Reads_the_tag_in_either_byte_order(byte type, byte value, int expected)
    {
        byte[] little = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0, value, 0, 0, 0];
        byte[] big = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1, 0, value, 0, 0];
        Assert.Equal(expected, ExifOrientation.Read(little));
        Assert.Equal(expected, ExifOrientation.Read(big));
        Assert.Equal(expected, ExifOrientation.Read([.. ExifOrientation.Prefix, .. big]));
    }

    [Fact]
    public void Any_bytes_give_an_orientation() =>
        Gen.Select(Gen.Bool, Gen.Byte.Array[0, 60]).Sample(
            (little, rest) => ExifOrientation.Read([.. little ? "II*\0"u8 : "MM\0*"u8, .. rest]) is >= 1 and <= 8,
            iter: 20_000);
}
