using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>How a photo is sampled through a map, worked out before a pixel is looked at.</summary>
/// <param name="Map">From output pixels to positions in the photo at full size.</param>
/// <param name="OutputWidth">Width of the output in pixels.</param>
/// <param name="OutputHeight">Height of the output in pixels.</param>
/// <param name="PhotoWidth">Width of the photo in pixels.</param>
/// <param name="PhotoHeight">Height of the photo in pixels.</param>
/// <param name="Bounds">Positions that show the photo.</param>
/// <param name="Border">What is shown elsewhere.</param>
/// <param name="Halvings">How often the photo is halved before it is sampled, so that an output pixel covers two of its pixels at the most.</param>
/// <param name="Samples">Where an output pixel is sampled.</param>
internal readonly record struct SamplingPlan(
    SamplingMap Map,
    int OutputWidth,
    int OutputHeight,
    int PhotoWidth,
    int PhotoHeight,
    SourceBounds Bounds,
    BorderMode Border,
    int Halvings,
    SamplePattern Samples)
{
    /// <summary>A map that shrinks by more than this is given a halved photo.</summary>
    private const double MaxScale = 3.6;

    /// <summary>One pixel is left of the largest photo after so many.</summary>
    private const int MaxHalvings = 16;

    /// <summary>Points per side at which a map's scale is looked at.</summary>
    private const int ScaleGrid = 5;

    /// <summary>Makes the plan.</summary>
    /// <param name="map">From output pixels to positions in the photo.</param>
    /// <param name="outputWidth">Width of the output in pixels.</param>
    /// <param name="outputHeight">Height of the output in pixels.</param>
    /// <param name="photoWidth">Width of the photo in pixels.</param>
    /// <param name="photoHeight">Height of the photo in pixels.</param>
    /// <param name="border">What is shown outside the photo.</param>
    /// <param name="rimPixels">How far the photo reaches beyond its outermost pixel centres.</param>
    /// <param name="antialiased">Whether a pixel is sampled more than once where the map shrinks.</param>
    public static SamplingPlan For(
        in SamplingMap map, int outputWidth, int outputHeight, int photoWidth, int photoHeight, BorderMode border, double rimPixels, bool antialiased)
    {
        SourceBounds bounds = SourceBounds.Of(photoWidth, photoHeight, rimPixels);
        double scale = MeanScale(map, outputWidth, outputHeight, bounds);
        int halvings = 0;
        for (; scale > MaxScale && halvings < MaxHalvings; scale /= 2)
        {
            halvings++;
        }

        SamplePattern samples = antialiased ? SamplePattern.For(scale) : SamplePattern.Single;
        return new SamplingPlan(map, outputWidth, outputHeight, photoWidth, photoHeight, bounds, border, halvings, samples);
    }

    /// <summary>The pixels of the photo that are read.</summary>
    public PixelWindow Window() =>
        SamplingExtent.WindowOf(SamplingExtent.Of(Map, OutputWidth, OutputHeight), PhotoWidth, PhotoHeight, Halvings);

    /// <summary>The same plan for the photo at half size.</summary>
    public SamplingPlan Halved() => this with
    {
        Map = Map with { Source = Map.Source.Halved() },
        Bounds = Bounds.Halved(),
        Halvings = Halvings - 1,
    };

    /// <summary>The same plan with the photo's rows and columns moved.</summary>
    public SamplingPlan Shifted(double rows, double columns) => this with
    {
        Map = Map with { Source = Map.Source.Shifted(rows, columns) },
        Bounds = Bounds.Shifted(rows, columns),
    };

    /// <summary>Source pixels per output pixel in one direction: the root mean square over the part of the output that shows the photo.</summary>
    private static double MeanScale(in SamplingMap map, int outputWidth, int outputHeight, in SourceBounds bounds)
    {
        double areas = 0;
        int points = 0;
        for (int i = 0; i < ScaleGrid; i++)
        {
            for (int j = 0; j < ScaleGrid; j++)
            {
                double x = (((j + 0.5) / ScaleGrid) * outputWidth) - 0.5;
                double y = (((i + 0.5) / ScaleGrid) * outputHeight) - 0.5;
                var (row, column) = map.SourceAt(x, y);
                if (bounds.Contains(row, column))
                {
                    double scale = map.ScaleAt(x, y);
                    areas += scale * scale;
                    points++;
                }
            }
        }

        return points == 0 ? 0 : Math.Sqrt(areas / points);
    }
}
