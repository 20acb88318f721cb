using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Headers;

/// <summary>
/// Reads the segments of a JPEG up to its first scan (ITU-T T.81, annex B), with libjpeg's tolerance for junk between segments,
/// and counts the scans of one that has several.
/// </summary>
internal static class JpegHeader
{
    /// <summary>
    /// Every scan of a progressive JPEG passes over the whole picture, so a few bytes a scan could buy minutes of decoding.
    /// Encoders write about ten scans; these bounds allow that at any size and far more on small pictures.
    /// </summary>
    private const int LeastScanLimit = 20;

    private const int MostScanLimit = 100;
    private const long ScannedPixels = 2_000_000_000;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App1 = 0xE1;
    private const int CoefficientBytes = 2;

    public static bool Recognises(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith<byte>([0xFF, 0xD8, 0xFF]) || encoded.SequenceEqual<byte>([0xFF, 0xD8]);

    /// <exception cref="PhotoDecodeException">The header is truncated, corrupt or of a JPEG variant that is not read.</exception>
    public static PhotoHeader Read(ReadOnlySpan<byte> encoded)
    {
        int at = 2;
        int? orientation = null;
        ReadOnlySpan<byte> frame = default;
        while (true)
        {
            byte marker = NextMarker(encoded, ref at);
            if (HasNoPayload(marker))
            {
                continue;
            }

            if (marker is 0xD8 or EndOfImage)
            {
                throw Corrupt("it has no picture between its markers");
            }

            ReadOnlySpan<byte> payload = Payload(encoded, ref at);
            if (marker == StartOfScan)
            {
                return Describe(frame, payload, encoded[at..], orientation ?? 1);
            }

            if (IsStartOfFrame(marker))
            {
                CheckFrame(marker, payload, isFirst: frame.IsEmpty);
                frame = payload;
            }
            else if (marker == App1 && payload.StartsWith(ExifOrientation.Prefix))
            {
                orientation ??= ExifOrientation.Read(payload);
            }
        }
    }

    private static PhotoHeader Describe(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> scan, ReadOnlySpan<byte> rest, int orientation)
    {
        if (frame.IsEmpty || scan.IsEmpty)
        {
            throw Corrupt("its first scan comes before its size");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        int components = frame[5];
        bool isOneScan = scan[0] == components && scan.Length >= 2 * components + 4 && scan[2 * components + 2] == 63;
        int scanLimit = (int)Math.Clamp(ScannedPixels / Math.Max(1, (long)width * height), LeastScanLimit, MostScanLimit);
        if (!isOneScan && HasMoreScans(rest, scanLimit))
        {
            throw new PhotoDecodeException(
                PhotoFault.TooCostly, $"This JPEG has more than {scanLimit} scans; save it again as an ordinary JPEG.");
        }

        // libjpeg keeps the coefficients of the whole picture when they come in several scans. A block of 64 takes at least one bit.
        return new PhotoHeader(PhotoFormat.Jpeg, width, height, orientation)
        {
            CodecBytesPerPixel = isOneScan ? 0 : CoefficientBytes * SamplesPerPixel(frame, components),
            LeastEncodedBytes = (long)width * height / (64 * 8),
        };
    }

    private static double SamplesPerPixel(ReadOnlySpan<byte> frame, int components)
    {
        int samples = 0;
        int mostHorizontal = 1;
        int mostVertical = 1;
        for (int i = 0; i < components; i++)
        {
            int factors = frame[6 + 3 * i + 1];
            samples += (factors >> 4) * (factors & 15);
            mostHorizontal = Math.Max(mostHorizontal, factors >> 4);
            mostVertical = Math.Max(mostVertical, factors & 15);
        }

        return (double)samples / (mostHorizontal * mostVertical);
    }

    private static void CheckFrame(byte marker, ReadOnlySpan<byte> frame, bool isFirst)
    {
        if (marker is not (0xC0 or 0xC1 or 0xC2))
        {
            throw new PhotoDecodeException(
                PhotoFault.UnsupportedFormat, "This is a lossless, hierarchical or arithmetic-coded JPEG; save it as a baseline or progressive one.");
        }

        if (!isFirst || frame.Length < 6 || frame.Length < 6 + 3 * frame[5])
        {
            throw Corrupt("its size is stated wrongly");
        }

        if (frame[0] != 8)
        {
            throw new PhotoDecodeException(
                PhotoFault.UnsupportedFormat, $"This JPEG has {frame[0]} bits a sample; save it with 8.");
        }

        if (frame[5] is not (1 or 3 or 4))
        {
            throw Corrupt($"it has {frame[5]} colour channels");
        }
    }

    private static bool HasMoreScans(ReadOnlySpan<byte> rest, int limit)
    {
        int scans = 1;
        int at = 0;
        while (scans <= limit)
        {
            int next = rest[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= rest.Length)
            {
                return false;
            }

            at += next + 1;
            byte marker = rest[at];
            if (marker == EndOfImage)
            {
                return false;
            }

            if (marker is 0xFF or 0 || HasNoPayload(marker))
            {
                continue;
            }

            scans += marker == StartOfScan ? 1 : 0;
            if (at + 3 > rest.Length)
            {
                return false;
            }

            at = Math.Min(rest.Length, at + 1 + BinaryPrimitives.ReadUInt16BigEndian(rest[(at + 1)..]));
        }

        return true;
    }

    private static byte NextMarker(ReadOnlySpan<byte> encoded, scoped ref int at)
    {
        while (true)
        {
            int next = encoded[at..].IndexOf((byte)0xFF);
            int code = next < 0 ? -1 : encoded[(at + next)..].IndexOfAnyExcept((byte)0xFF);
            if (code < 0)
            {
                throw Truncated();
            }

            at += next + code + 1;
            if (encoded[at - 1] != 0)
            {
                return encoded[at - 1];
            }
        }
    }

    private static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> encoded, scoped ref int at)
    {
        if (encoded.Length - at < 2)
        {
            throw Truncated();
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(encoded[at..]);
        if (length < 2)
        {
            throw Corrupt("a segment's length is below two");
        }

        if (encoded.Length - at < length)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> payload = encoded.Slice(at + 2, length - 2);
        at += length;
        return payload;
    }

    private static bool HasNoPayload(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD7);

    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PhotoDecodeException Truncated() =>
        new(PhotoFault.Truncated, "This JPEG ends inside its header; send the whole file.");

    private static PhotoDecodeException Corrupt(string how) =>
        new(PhotoFault.CorruptHeader, $"This JPEG's header is corrupt: {how}; send an undamaged file.");
}
