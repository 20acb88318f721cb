using SkiaSharp;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>What a drawn species looks like. Lengths are shares of the body's length.</summary>
public sealed record BirdSpecies
{
    /// <summary>Common name.</summary>
    public required string Name { get; init; }

    /// <summary>Back and wing.</summary>
    public required SKColor Back { get; init; }

    /// <summary>Breast and belly.</summary>
    public required SKColor Belly { get; init; }

    /// <summary>Head and nape.</summary>
    public required SKColor Head { get; init; }

    /// <summary>Crown cap, or the head's colour.</summary>
    public required SKColor Cap { get; init; }

    /// <summary>Cheek patch, or the head's colour.</summary>
    public required SKColor Cheek { get; init; }

    /// <summary>Flight feathers and tail.</summary>
    public required SKColor Flight { get; init; }

    /// <summary>Beak.</summary>
    public required SKColor Beak { get; init; }

    /// <summary>Legs.</summary>
    public SKColor Legs { get; init; } = new(0x5A, 0x4A, 0x3C);

    /// <summary>Beak length.</summary>
    public double BeakLength { get; init; } = 0.18;

    /// <summary>Beak thickness at its base.</summary>
    public double BeakDepth { get; init; } = 0.10;

    /// <summary>Tail length.</summary>
    public double TailLength { get; init; } = 0.55;

    /// <summary>Depth of the body over its length.</summary>
    public double Plumpness { get; init; } = 0.56;

    /// <summary>Diameter of the head.</summary>
    public double HeadSize { get; init; } = 0.42;

    /// <summary>Height of the crest; 0: none.</summary>
    public double Crest { get; init; }

    /// <summary>Leg length.</summary>
    public double LegLength { get; init; } = 0.22;

    /// <summary>White bars across the wing.</summary>
    public int WingBars { get; init; }

    /// <summary>Streaks or spots on the breast, 0 to 1.</summary>
    public double Streaks { get; init; }

    /// <summary>A dark line through the eye.</summary>
    public bool EyeLine { get; init; }

    /// <summary>The folder name of the species: its name with underscores.</summary>
    public string Label => Name.Replace(' ', '_').Replace('-', '_');
}
