using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>A file of weights that was imported into the cache.</summary>
/// <param name="Backbone">The backbone that the weights are for.</param>
/// <param name="Path">The file in the cache.</param>
/// <param name="Sha256">SHA-256 of the file, 64 hexadecimal digits in lower case.</param>
/// <param name="Published">torchvision's file that it is, or null where it is not one of torchvision's.</param>
public sealed record ImportedWeights(BackboneConfig Backbone, string Path, string Sha256, PublishedWeights? Published);
