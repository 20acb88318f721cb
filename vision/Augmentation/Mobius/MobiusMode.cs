using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// How Möbius maps are drawn. Presets, Admissible and RestrictedRandom are the modes of Zhou et al.,
/// "Data augmentation with Möbius transformations" (2021); Mpd is Chhipa et al., "Möbius transform for mitigating perspective distortions" (2024).
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<MobiusMode>))]
public enum MobiusMode
{
    /// <summary>No Möbius map.</summary>
    None,

    /// <summary>Shift, zoom, bounded rotation and a bounded bend about the centre, drawn directly: nothing is rejected, the pole stays outside the frame and photos are never turned upside down.</summary>
    Native,

    /// <summary>One of the eight published three-point presets, equally likely; some turn the photo by 90° or 180°.</summary>
    Presets,

    /// <summary>Random three-point maps, accepted when they enlarge by less than M and more than 1/M at the corners and the centre, and keep the pole out of the frame. Rotations are about uniform.</summary>
    Admissible,

    /// <summary>One of six three-point maps (rotations, enlargements) whose targets are jittered by a small Gaussian.</summary>
    RestrictedRandom,

    /// <summary>Perspective-like distortion z / (c z + 1) to one of four sides, |c| between 0.1 and 0.3.</summary>
    Mpd,
}
