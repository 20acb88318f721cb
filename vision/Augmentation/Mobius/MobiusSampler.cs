using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Draws Möbius maps in the unit square (row + i·column, as shares of the side), from source to output; a picture is sampled with the inverse.</summary>
public static class MobiusSampler
{
    /// <summary>How far outside the frame the pole of an admissible map has to lie, as a share of the side.</summary>
    public const double PoleMargin = 0.1;

    /// <summary>Largest shift of the centre, as a share of the side.</summary>
    public const double MaxShift = 0.25;

    private const double HalfDiagonal = 0.70710678118654752;
    private const double MpdMinBend = 0.1;
    private const double MpdMaxBend = 0.3;

    private static readonly Complex Centre = new(0.5, 0.5);

    /// <summary>Tosses the coin of <see cref="MobiusOptions.Probability"/> and draws a map when it falls so.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="sidePixels">Side of the output in pixels, at least 4.</param>
    /// <param name="random">The generator, advanced.</param>
    /// <param name="forward">The map from source to output; the identity where none was drawn.</param>
    /// <returns>Whether a map was drawn.</returns>
    public static bool TryDraw(MobiusOptions options, int sidePixels, ref PhiloxRandom random, out MobiusMap forward)
    {
        ArgumentNullException.ThrowIfNull(options);
        forward = MobiusMap.Identity;
        if (options.Mode == MobiusMode.None || !random.NextBool(options.Probability))
        {
            return false;
        }

        forward = Draw(options, sidePixels, ref random);
        return true;
    }

    /// <summary>Draws a map, whatever the inclusion probability.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="sidePixels">Side of the output in pixels, at least 4.</param>
    /// <param name="random">The generator, advanced.</param>
    /// <returns>The map from source to output, determinant 1.</returns>
    public static MobiusMap Draw(MobiusOptions options, int sidePixels, ref PhiloxRandom random)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Mode switch
        {
            MobiusMode.None => MobiusMap.Identity,
            MobiusMode.Native => DrawNative(options, ref random),
            MobiusMode.Presets => MobiusPresets.Get(random.NextInt(MobiusPresets.Count), sidePixels),
            MobiusMode.Admissible => AdmissibleSearch.Draw(options.M, ref random),
            MobiusMode.RestrictedRandom => DrawRestricted(options.StdDev, ref random),
            MobiusMode.Mpd => DrawMpd(ref random),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Mode, "There is no such Möbius mode."),
        };
    }

    /// <summary>
    /// The published acceptance test of a map from source to output in the unit square: the inverse enlarges by more than 1/M and less
    /// than M at the four corners and the centre of the output frame, and moves the centre by less than a quarter of the side.
    /// </summary>
    public static bool IsAdmissible(MobiusMap forward, double m)
    {
        MobiusMap image = forward.Inverse();
        return Bounded(image, Complex.Zero, m)
            && Bounded(image, Complex.One, m)
            && Bounded(image, Complex.ImaginaryOne, m)
            && Bounded(image, new Complex(1, 1), m)
            && Bounded(image, Centre, m)
            && Complex.Abs(image.Apply(Centre) - Centre) < MaxShift;
    }

    /// <summary>Whether the pole of the sampling map stays outside the output frame widened by <see cref="PoleMargin"/>; the published test does not see to that.</summary>
    public static bool KeepsPoleOutside(MobiusMap forward) =>
        forward.Inverse().Pole is not { } pole
        || Math.Abs(pole.Real - 0.5) > 0.5 + PoleMargin
        || Math.Abs(pole.Imaginary - 0.5) > 0.5 + PoleMargin;

    /// <summary>
    /// g(u) = shift + s·e^(iθ)·u / (1 - κu) about the centre. The bend |κ| is drawn so that the enlargement s / |1 - κu|² stays within
    /// (1/M, M) over the whole frame, whatever s was drawn: nothing has to be rejected.
    /// </summary>
    private static MobiusMap DrawNative(MobiusOptions options, ref PhiloxRandom random)
    {
        double logM = Math.Log(options.M);
        double scale = Math.Exp(random.NextUniform(-logM, logM));
        double rotation = random.NextUniform(-options.MaxRotationDegrees, options.MaxRotationDegrees) * (Math.PI / 180);
        Complex shift = DiscPoint(MaxShift, ref random);
        double maxBend = Math.Min(1 - PoleMargin, Math.Min(1 - Math.Sqrt(scale / options.M), Math.Sqrt(scale * options.M) - 1));
        Complex bend = DiscPoint(Math.Max(0, maxBend) / HalfDiagonal, ref random);
        Complex turn = Complex.FromPolarCoordinates(scale, rotation);
        var image = new MobiusMap(turn - (shift * bend), shift, -bend, Complex.One);
        return image.ConjugatedBySimilarity(Complex.One, Centre).Inverse().Normalised();
    }

    private static MobiusMap DrawRestricted(double stdDev, ref PhiloxRandom random)
    {
        int index = random.NextInt(MobiusPresets.RestrictedCount);
        return MobiusPresets.GetRestricted(index, GaussianPoint(stdDev, ref random), GaussianPoint(stdDev, ref random), GaussianPoint(stdDev, ref random));
    }

    /// <summary>The published map works on column + i·row over [-1, 1]; in row + i·column its coefficient c becomes -i·conj(c), which is again on an axis.</summary>
    private static MobiusMap DrawMpd(ref PhiloxRandom random)
    {
        double bend = random.NextUniform(MpdMinBend, MpdMaxBend) * (random.NextBool(0.5) ? 1 : -1);
        Complex c = random.NextBool(0.5) ? new Complex(bend, 0) : new Complex(0, bend);
        var image = new MobiusMap(Complex.One, Complex.Zero, -Complex.ImaginaryOne * Complex.Conjugate(c), Complex.One);
        return image.ConjugatedBySimilarity(0.5, Centre).Inverse().Normalised();
    }

    private static bool Bounded(MobiusMap image, Complex point, double m)
    {
        double enlargement = image.DerivativeMagnitude(point);
        return enlargement > 1 / m && enlargement < m;
    }

    private static Complex GaussianPoint(double stdDev, ref PhiloxRandom random)
    {
        double row = random.NextGaussian() * stdDev;
        return new Complex(row, random.NextGaussian() * stdDev);
    }

    private static Complex DiscPoint(double radius, ref PhiloxRandom random)
    {
        double distance = radius * Math.Sqrt(random.NextDouble());
        return Complex.FromPolarCoordinates(distance, random.NextUniform(0, 2 * Math.PI));
    }
}
