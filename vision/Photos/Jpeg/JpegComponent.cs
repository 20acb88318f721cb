namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>A colour component of a JPEG in one interleaved scan.</summary>
/// <param name="Horizontal">Blocks across in an MCU: 1 or 2.</param>
/// <param name="Vertical">Blocks down in an MCU: 1 or 2.</param>
/// <param name="Quantisation">64 steps in zigzag order.</param>
/// <param name="Dc">Table of the DC differences.</param>
/// <param name="Ac">Table of the AC coefficients.</param>
internal sealed record JpegComponent(int Horizontal, int Vertical, int[] Quantisation, HuffmanTable Dc, HuffmanTable Ac);
