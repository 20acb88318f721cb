namespace BirdGrid.Grains.Quantization;

/// <summary>How a version is quantized. Equal requests come to equal models.</summary>
/// <param name="CalibrationPhotos">Training photos to calibrate on, 1 to <see cref="MostCalibrationPhotos"/>; fewer where there are fewer.</param>
/// <param name="Seed">Which photos are drawn.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.quantize-request")]
public sealed record QuantizeRequest([property: Id(0)] int CalibrationPhotos, [property: Id(1)] ulong Seed)
{
    /// <summary>Photos that are calibrated on where nobody says how many.</summary>
    public const int DefaultCalibrationPhotos = 256;

    /// <summary>Most photos that are calibrated on: they lie in memory together.</summary>
    public const int MostCalibrationPhotos = 1024;
}
