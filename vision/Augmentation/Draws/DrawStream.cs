namespace BirdGrid.Vision.Augmentation;

/// <summary>One random stream per stage, so that switching a stage on or off leaves the draws of the others as they are and trials stay paired.</summary>
internal enum DrawStream
{
    Crop,
    Flip,
    Rotation,
    Mobius,
    Colour,
    Noise,
    NoisePixels,
    Cutout,
    Alternative,
    Shear,
    Shift,
}
