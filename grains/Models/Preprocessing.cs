namespace BirdGrid.Grains.Models;

/// <summary>How a photo becomes the network's input.</summary>
/// <param name="Backbone">Registry name of the backbone the weights belong to.</param>
/// <param name="ResizeSize">Shorter side in pixels before the centre crop.</param>
/// <param name="CropSize">Side of the square input in pixels.</param>
/// <param name="Mean">Per-channel mean, RGB, of values in 0..1.</param>
/// <param name="Std">Per-channel standard deviation, RGB, of values in 0..1.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.preprocessing")]
public sealed record Preprocessing(
    [property: Id(0)] string Backbone,
    [property: Id(1)] int ResizeSize,
    [property: Id(2)] int CropSize,
    [property: Id(3)] IReadOnlyList<float> Mean,
    [property: Id(4)] IReadOnlyList<float> Std);
