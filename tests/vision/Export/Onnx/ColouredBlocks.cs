namespace BirdGrid.Vision.Tests.Export.Onnx;

/// <summary>Images of blocks of 16 pixels, each of a colour of its own: noise of single pixels would be averaged away, and all images would be one.</summary>
internal static class ColouredBlocks
{
    private const int BlockSide = 16;

    /// <summary>uint8 [count, side, side, 3].</summary>
    public static byte[] Draw(int count, int side)
    {
        var random = new Random(7);
        int imageLength = side * side * 3;
        byte[] images = new byte[count * imageLength];
        byte[] colours = new byte[imageLength];
        for (int image = 0; image < count; image++)
        {
            random.NextBytes(colours);
            for (int i = 0; i < imageLength; i++)
            {
                int pixel = i / 3;
                int block = (pixel / side / BlockSide * side) + (pixel % side / BlockSide);
                images[(image * imageLength) + i] = colours[(3 * block) + (i % 3)];
            }
        }

        return images;
    }
}
