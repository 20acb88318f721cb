namespace BirdGrid.Vision.Augmentation;

/// <summary>A photo of a batch that is augmented on a device.</summary>
/// <param name="Width">Width in pixels; columns of the batch beyond it are padding.</param>
/// <param name="Height">Height in pixels; rows of the batch beyond it are padding.</param>
/// <param name="PhotoIndex">Number of the photo in its dataset.</param>
public readonly record struct DevicePhoto(int Width, int Height, long PhotoIndex);
