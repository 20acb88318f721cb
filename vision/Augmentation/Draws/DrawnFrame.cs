namespace BirdGrid.Vision.Augmentation;

/// <summary>Where the frame of one photo was laid, before any Möbius map.</summary>
/// <param name="Mirrored">Whether the photo is mirrored left to right.</param>
/// <param name="AreaShare">Area of the frame as a share of the photo's.</param>
/// <param name="RotationDegrees">Angle by which the frame is turned; 0 where none was drawn.</param>
/// <param name="ShearX">Shear along the rows, columns per row; 0 where none was drawn.</param>
/// <param name="ShearY">Shear along the columns, rows per column; 0 where none was drawn.</param>
/// <param name="ShiftX">Shift along the frame's width, as a share of it; 0 where none was drawn.</param>
/// <param name="ShiftY">Shift along the frame's height, as a share of it; 0 where none was drawn.</param>
public readonly record struct DrawnFrame(
    bool Mirrored,
    double AreaShare,
    double RotationDegrees,
    double ShearX,
    double ShearY,
    double ShiftX,
    double ShiftY);
