using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Vision.Tests.Inference.Engines;

public sealed class PlaneNormaliserTests
{
    private readonly PlaneNormaliser normaliser = new(BackboneConfig.ImageNetMean, BackboneConfig.ImageNetStd);

    /// <summary>Whole blocks, whole blocks and a rest, and less than a block.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(50_176)]
    public void Every_value_is_the_formulas(int pixels)
    {
        byte[] bytes = new byte[3 * pixels];
        new Random(pixels).NextBytes(bytes);
        float[] floats = Array.ConvertAll(bytes, value => value / 255f);
        float[] fromBytes = new float[3 * pixels];
        float[] fromFloats = new float[3 * pixels];
        normaliser.Normalise(bytes, fromBytes);
        normaliser.Normalise(floats, fromFloats);
        for (int channel = 0; channel < 3; channel++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                double expected = ((bytes[(3 * pixel) + channel] / 255.0) - BackboneConfig.ImageNetMean[channel]) / BackboneConfig.ImageNetStd[channel];
                Assert.Equal(expected, fromBytes[(channel * pixels) + pixel], 1e-6);
                Assert.Equal(expected, fromFloats[(channel * pixels) + pixel], 1e-6);
            }
        }
    }
}
