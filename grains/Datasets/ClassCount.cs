namespace BirdGrid.Grains.Datasets;

/// <summary>Photos of one class, by split.</summary>
/// <param name="Label">The class.</param>
/// <param name="Train">Photos in the training split.</param>
/// <param name="Validation">Photos in the validation split.</param>
/// <param name="Test">Photos in the test split.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.class-count")]
public sealed record ClassCount([property: Id(0)] string Label, [property: Id(1)] int Train, [property: Id(2)] int Validation, [property: Id(3)] int Test);
