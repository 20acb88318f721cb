namespace BirdGrid.Vision.Backbones;

/// <summary>A block of MobileNetV3: a row of the paper's tables.</summary>
/// <param name="Kernel">Side of the depthwise convolution.</param>
/// <param name="Expanded">Channels inside the block.</param>
/// <param name="Channels">Channels that leave it.</param>
/// <param name="HasSqueeze">Whether it has squeeze-and-excitation.</param>
/// <param name="HasHardswish">Whether it activates with hard-swish (true) or ReLU (false).</param>
/// <param name="Stride">Stride of the depthwise convolution.</param>
public sealed record MobileNetV3Row(int Kernel, int Expanded, int Channels, bool HasSqueeze, bool HasHardswish, int Stride);
