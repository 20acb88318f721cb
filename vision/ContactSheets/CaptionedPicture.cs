using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.ContactSheets;

/// <summary>A picture of a contact sheet.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Caption">What is written below it; empty for nothing.</param>
public sealed record CaptionedPicture(RgbImage Picture, string Caption);
