using BirdGrid.Vision.Photos.Headers;

namespace BirdGrid.Vision.Photos;

/// <summary>
/// Turns encoded photos (JPEG, PNG, WebP, told apart by content) into upright 8-bit RGB pictures, or refuses them with a
/// <see cref="PhotoDecodeException"/>. Safe for concurrent use; a process shares one.
/// </summary>
/// <remarks>
/// <para>Colour: CMYK, YCCK, gray, palette and 16-bit pixels become 8-bit RGB; transparency is laid over white; of an
/// animation the first frame is taken. Colour profiles are not applied: the stored values are taken as sRGB, which is what
/// the field's training pipelines do.</para>
/// <para>Memory: a JPEG in one scan costs its decoded size alone, a few rows at a time. PNG and WebP (and progressive JPEG,
/// for its coefficients) are held whole while they are decoded. Decodes above <see cref="LargeWorkingBytes"/> run one at a
/// time on each decoder, and none may pass <see cref="PhotoDecoderOptions.MaxWorkingBytes"/>, so that the peak is that
/// limit plus 64 MiB for every concurrent caller.</para>
/// </remarks>
public sealed class PhotoDecoder
{
    /// <summary>Above this many bytes of working memory a decode waits for other large ones, and PNG and WebP shrink on the way out.</summary>
    public const long LargeWorkingBytes = 64L << 20;

    private readonly PhotoDecoderOptions _options;
    private readonly Lock _largeDecode = new();

    /// <summary>Creates a decoder.</summary>
    /// <param name="options">The limits; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    public PhotoDecoder(PhotoDecoderOptions? options = null)
    {
        _options = options ?? new PhotoDecoderOptions();
        _options.Validate();
    }

    /// <summary>Reads and checks the header, without decoding a pixel.</summary>
    /// <param name="encoded">The whole encoded photo.</param>
    /// <exception cref="PhotoDecodeException">The photo is of another format, beyond a limit, or its header is damaged.</exception>
    public PhotoHeader ReadHeader(ReadOnlySpan<byte> encoded) => ReadHeader(encoded, TruncatedPhotos.Refuse);

    private PhotoHeader ReadHeader(ReadOnlySpan<byte> encoded, TruncatedPhotos truncated)
    {
        if (encoded.IsEmpty)
        {
            throw new PhotoDecodeException(PhotoFault.Empty, "The photo is empty; send the bytes of a JPEG, PNG or WebP.");
        }

        if (encoded.Length > _options.MaxEncodedBytes)
        {
            throw new PhotoDecodeException(
                PhotoFault.TooManyBytes,
                $"The photo has {encoded.Length:N0} bytes, more than the {_options.MaxEncodedBytes:N0} allowed; send a smaller one.");
        }

        PhotoHeader header = Parse(encoded);
        CheckSize(header);
        long leastShare = truncated == TruncatedPhotos.Accept ? TruncationRule.LeastShareOfRows : 1;
        if (encoded.Length * leastShare < header.LeastEncodedBytes)
        {
            throw new PhotoDecodeException(
                PhotoFault.Truncated,
                $"This {NameOf(header.Format)} has {encoded.Length:N0} bytes, which cannot hold its {header.StoredWidth} x {header.StoredHeight} pixels; send the whole file.");
        }

        return header;
    }

    /// <summary>Decodes a photo into an upright RGB picture.</summary>
    /// <param name="encoded">The whole encoded photo.</param>
    /// <param name="minShorterSide">
    /// 0 for full size. Otherwise a JPEG is decoded at the smallest n/8 of its size (scaled inverse DCT) whose shorter side
    /// is at least this many pixels; a PNG or WebP above <see cref="LargeWorkingBytes"/> is averaged by a whole factor to
    /// that end; smaller ones keep their size.
    /// </param>
    /// <param name="truncated">
    /// What is done with a photo that ends before its last pixel. A JPEG without its end marker whose blocks are all there is a whole photo.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minShorterSide"/> is negative.</exception>
    /// <exception cref="PhotoDecodeException">The photo is of another format, beyond a limit, damaged or incomplete.</exception>
    public RgbImage Decode(ReadOnlyMemory<byte> encoded, int minShorterSide = 0, TruncatedPhotos truncated = TruncatedPhotos.Refuse)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minShorterSide);
        PhotoHeader header = ReadHeader(encoded.Span, truncated);
        var plan = DecodePlan.For(header, minShorterSide);
        return Within(header, plan, () => PixelDecoder.Decode(encoded, header, plan, truncated));
    }

    /// <summary>
    /// Decodes the part of a photo that is needed, at a fraction of its size. Of a JPEG only the window is decoded (its pixels are those of
    /// the whole photo decoded at that size), by a scaled inverse DCT; damage below the window goes unnoticed. A PNG or WebP is decoded whole, at full size.
    /// </summary>
    /// <param name="encoded">The whole encoded photo.</param>
    /// <param name="header">Its header, from <see cref="ReadHeader(ReadOnlySpan{byte})"/>.</param>
    /// <param name="shrink">1, 2, 4 or 8: the part has 1/shrink of the photo's resolution.</param>
    /// <param name="window">The window, in pixels of the upright photo at full size, inside it.</param>
    /// <returns>The part; it covers the window.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shrink"/> or <paramref name="window"/> is outside its range.</exception>
    /// <exception cref="PhotoDecodeException">The photo is beyond a limit, damaged or incomplete.</exception>
    public PhotoPart DecodePart(ReadOnlyMemory<byte> encoded, PhotoHeader header, int shrink, PixelWindow window) =>
        DecodePart(encoded, header, PartPlan.For(header, shrink, window), null);

    /// <summary>The same into a buffer of at least <see cref="PartPlan.BufferBytes"/> bytes, which the part then lies in; null allocates one.</summary>
    internal PhotoPart DecodePart(ReadOnlyMemory<byte> encoded, PhotoHeader header, in PartPlan part, byte[]? buffer)
    {
        if (header.Format != PhotoFormat.Jpeg)
        {
            return PhotoPart.Whole(Decode(encoded));
        }

        PartPlan planned = part;
        return planned.Place(Within(header, planned.Decode, () => PixelDecoder.DecodeWindow(encoded, header, planned.Decode, planned.StoredWindow, buffer)));
    }

    internal static string NameOf(PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => "JPEG",
        PhotoFormat.Png => "PNG",
        _ => "WebP",
    };

    /// <summary>The header of a photo that was decoded, or is about to be checked.</summary>
    internal static PhotoHeader Parse(ReadOnlySpan<byte> encoded)
    {
        if (JpegHeader.Recognises(encoded))
        {
            return JpegHeader.Read(encoded);
        }

        if (PngHeader.Recognises(encoded))
        {
            return PngHeader.Read(encoded);
        }

        if (WebpHeader.Recognises(encoded))
        {
            return WebpHeader.Read(encoded);
        }

        string what = ForeignFormat.Name(encoded) ?? "not a picture in any known format";
        throw new PhotoDecodeException(PhotoFault.UnsupportedFormat, $"This is {what}; send JPEG, PNG or WebP.");
    }

    /// <summary>Keeps the memory of a decode, and of several at once, within the limits.</summary>
    private RgbImage Within(PhotoHeader header, DecodePlan plan, Func<RgbImage> decode)
    {
        if (plan.WorkingBytes > _options.MaxWorkingBytes)
        {
            throw new PhotoDecodeException(
                PhotoFault.TooCostly,
                $"Decoding this {NameOf(header.Format)} would take {plan.WorkingBytes >> 20:N0} MiB of memory, more than the {_options.MaxWorkingBytes >> 20:N0} allowed; save it smaller, or not progressive or interlaced.");
        }

        if (plan.WorkingBytes <= LargeWorkingBytes)
        {
            return decode();
        }

        lock (_largeDecode)
        {
            return decode();
        }
    }

    private void CheckSize(PhotoHeader header)
    {
        string size = $"{header.StoredWidth} x {header.StoredHeight}";
        if (header.StoredWidth < 1 || header.StoredHeight < 1)
        {
            throw new PhotoDecodeException(
                PhotoFault.CorruptHeader, $"This {NameOf(header.Format)} says it is {size} pixels; send an undamaged file.");
        }

        if (header.Pixels > _options.MaxPixels)
        {
            throw new PhotoDecodeException(
                PhotoFault.TooManyPixels,
                $"The photo is {size} pixels, more than the {_options.MaxPixels / 1e6:0.###} megapixels allowed; send a smaller one.");
        }

        if (Math.Max(header.StoredWidth, header.StoredHeight) > _options.MaxSidePixels)
        {
            throw new PhotoDecodeException(
                PhotoFault.TooManyPixels,
                $"The photo is {size} pixels, with a side above the {_options.MaxSidePixels} allowed; send a smaller one.");
        }
    }
}
