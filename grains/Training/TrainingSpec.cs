namespace BirdGrid.Grains.Training;

/// <summary>What a session trains, complete: no default is left open once it is stored.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.training-spec")]
public sealed record TrainingSpec
{
    /// <summary>Model that gets a new version.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>Dataset name.</summary>
    [Id(1)]
    public required string Dataset { get; init; }

    /// <summary>Dataset version; 0 until the session has pinned the latest.</summary>
    [Id(2)]
    public int DatasetVersion { get; init; }

    /// <summary>Backbone's registry name; empty with a parent version until the session has taken the parent's.</summary>
    [Id(3)]
    public required string Backbone { get; init; }

    /// <summary>Weights to start from.</summary>
    [Id(4)]
    public required Initialization Initialization { get; init; }

    /// <summary>Reference of the version to continue from; pinned to <c>model@version</c> once stored.</summary>
    [Id(5)]
    public string? ParentVersion { get; init; }

    /// <summary>The augmentation policy as JSON.</summary>
    [Id(6)]
    public required string AugmentationJson { get; init; }

    /// <summary>Hyper-parameters as JSON (vision's training options; they hold the seed).</summary>
    [Id(7)]
    public required string OptionsJson { get; init; }

    /// <summary>Side of the network input in pixels; 0: the backbone's.</summary>
    [Id(8)]
    public int ImageSize { get; init; }

    /// <summary>Share of the training split set aside for validation where the dataset has no validation split, 0 to 0.5.</summary>
    [Id(9)]
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Name of the policy where it is a named one, for people.</summary>
    [Id(10)]
    public string? AugmentationName { get; init; }

    /// <summary>Shorter side in pixels before the centre crop at evaluation; 0: the backbone's ratio to <see cref="ImageSize"/>.</summary>
    [Id(11)]
    public int ResizeSize { get; init; }

    /// <summary>Name of the recipe behind the hyper-parameters where there is one, for people.</summary>
    [Id(12)]
    public string? RecipeName { get; init; }

    /// <summary>Devices that share every batch, 1 to 64; 0 counts as 1.</summary>
    [Id(13)]
    public int Devices { get; init; } = 1;
}
