namespace BirdGrid.Vision.Photos;

/// <summary>Why a photo was refused.</summary>
public enum PhotoFault
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>More encoded bytes than <see cref="PhotoDecoderOptions.MaxEncodedBytes"/>.</summary>
    TooManyBytes,

    /// <summary>More pixels, or a longer side, than <see cref="PhotoDecoderOptions"/> allows.</summary>
    TooManyPixels,

    /// <summary>Decoding would take more memory or more passes than is sensible for a photo of this size.</summary>
    TooCostly,

    /// <summary>Not a JPEG, PNG or WebP, or a variant of them that is not read (12-bit or lossless JPEG).</summary>
    UnsupportedFormat,

    /// <summary>The bytes before the pixels contradict the format.</summary>
    CorruptHeader,

    /// <summary>The file ends before its last pixel.</summary>
    Truncated,

    /// <summary>The pixel data contradicts the format.</summary>
    CorruptPixels,
}
