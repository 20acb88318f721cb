namespace BirdGrid.Vision.Training;

/// <summary>One way to look at a photo.</summary>
/// <param name="Scale">Factor of the size that the photo is resized to before the centre crop, at least 1.</param>
/// <param name="IsMirrored">Whether left and right are exchanged.</param>
public readonly record struct TestTimeView(double Scale, bool IsMirrored);
