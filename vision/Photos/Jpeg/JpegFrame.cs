using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>The frame of a JPEG, and how much of it scans have brought so far.</summary>
internal sealed class JpegFrame
{
    private const int BlockSide = 8;
    private const int Coefficients = 64;

    private JpegFrame(bool isProgressive, int width, int height, Component[] components)
    {
        IsProgressive = isProgressive;
        Width = width;
        Height = height;
        Components = components;
        MostHorizontal = components.Max(component => component.Horizontal);
        MostVertical = components.Max(component => component.Vertical);
    }

    /// <summary>Whether coefficients come bit by bit in several scans.</summary>
    public bool IsProgressive { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The colour components.</summary>
    public Component[] Components { get; }

    /// <summary>Largest horizontal sampling factor.</summary>
    public int MostHorizontal { get; }

    /// <summary>Largest vertical sampling factor.</summary>
    public int MostVertical { get; }

    /// <summary>Rows of pixels that every component has blocks of.</summary>
    public int Rows => Components.Min(component => component.Rows);

    /// <summary>Whether every bit of every coefficient is there.</summary>
    public bool HasEveryBit => Array.TrueForAll(Components, component => component.BitsLeft.AsSpan().IndexOfAnyExcept((byte)0) < 0);

    /// <summary>Reads the payload of a frame's segment.</summary>
    /// <returns>The frame; null where it is none.</returns>
    public static JpegFrame? TryRead(byte marker, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 6 || payload[5] is 0 or > 4 || payload.Length < 6 + (3 * payload[5]))
        {
            return null;
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(payload[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(payload[3..]);
        var components = new Component[payload[5]];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = new Component(payload[6 + (3 * i)], payload[7 + (3 * i)] >> 4, payload[7 + (3 * i)] & 15);
            if (components[i] is not { Horizontal: >= 1 and <= 4, Vertical: >= 1 and <= 4 })
            {
                return null;
            }
        }

        return width > 0 && height > 0 ? new JpegFrame(JpegMarkers.IsProgressiveFrame(marker), width, height, components) : null;
    }

    /// <summary>Blocks across and down of a component that has a scan of its own.</summary>
    public (int Across, int Down) BlocksOf(Component component) => (
        Blocks(Width, component.Horizontal, MostHorizontal),
        Blocks(Height, component.Vertical, MostVertical));

    private static int Blocks(int side, int factor, int mostFactor)
    {
        int samples = ((side * factor) + mostFactor - 1) / mostFactor;
        return (samples + BlockSide - 1) / BlockSide;
    }

    /// <summary>A colour component.</summary>
    /// <param name="id">Its number in scans.</param>
    /// <param name="horizontal">Horizontal sampling factor.</param>
    /// <param name="vertical">Vertical sampling factor.</param>
    internal sealed class Component(byte id, int horizontal, int vertical)
    {
        /// <summary>Its number in scans.</summary>
        public byte Id { get; } = id;

        /// <summary>Blocks across in an MCU of several components.</summary>
        public int Horizontal { get; } = horizontal;

        /// <summary>Blocks down in an MCU of several components.</summary>
        public int Vertical { get; } = vertical;

        /// <summary>Rows of pixels whose blocks are there, coarse or fine.</summary>
        public int Rows { get; set; }

        /// <summary>Of every coefficient the lower bits that no whole scan has brought; all of them at first.</summary>
        public byte[] BitsLeft { get; } = [.. Enumerable.Repeat(byte.MaxValue, Coefficients)];

        /// <summary>Of every block the coefficients that are not zero so far, a bit each; made when a scan needs them.</summary>
        public ulong[]? NotZero { get; set; }
    }
}
