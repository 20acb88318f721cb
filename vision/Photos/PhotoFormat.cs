namespace BirdGrid.Vision.Photos;

/// <summary>The encodings a photo may arrive in, told apart by content and never by file name.</summary>
public enum PhotoFormat
{
    /// <summary>JPEG, baseline or progressive, 8 bits a sample.</summary>
    Jpeg,

    /// <summary>PNG of any colour type and bit depth.</summary>
    Png,

    /// <summary>WebP: lossy, lossless or animated.</summary>
    Webp,
}
