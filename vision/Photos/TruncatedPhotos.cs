namespace BirdGrid.Vision.Photos;

/// <summary>What is done with photos that end before their last pixel, as some of every camera trap and every interrupted copy do.</summary>
public enum TruncatedPhotos
{
    /// <summary>They are refused.</summary>
    Refuse,

    /// <summary>
    /// They are taken where at least a third of their rows is there; what is missing becomes mid-gray (white where the photo has transparency).
    /// The bytes alone decide on the picture, so it is the same on every machine.
    /// </summary>
    Accept,
}
