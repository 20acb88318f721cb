namespace BirdGrid.Vision.Inference.Engines;

/// <summary>How the pixels of a prepared image lie in memory; RGB, rows from the top, channels next to each other (NHWC).</summary>
public enum PixelFormat
{
    /// <summary>One byte a channel, 0 to 255.</summary>
    Bytes = 0,

    /// <summary>One little-endian float32 a channel, 0 to 1: a byte's value divided by 255.</summary>
    Floats = 1,
}
