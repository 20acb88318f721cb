using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Draws M-admissible Möbius maps by rejection: candidates are numbered, candidate k is made of the random blocks 3k to 3k + 2, and the
/// accepted map is the lowest-numbered candidate that passes <see cref="MobiusSampler.IsAdmissible"/> and <see cref="MobiusSampler.KeepsPoleOutside"/>.
/// As only one candidate in hundreds passes, many are first sieved at once in single precision with widened bounds. The sieve lets through
/// whatever the exact tests could accept, so that neither the map nor its distribution depends on it or on the width of a vector.
/// </summary>
internal static class AdmissibleSearch
{
    /// <summary>Random blocks of a candidate: three source points and three targets, two words each.</summary>
    public const uint BlocksPerCandidate = 3;

    /// <summary>Points lie on a grid of 2⁻²⁴ of the side, so that they and their differences are exact in single precision too.</summary>
    public const float CoordinateStep = 1f / (1 << 24);

    /// <summary>At M = 1.5, the smallest allowed, one candidate in about 1,170 is accepted: running out of this many is beyond chance.</summary>
    private const int MaxCandidates = 1_000_000;

    /// <summary>
    /// Widening of the sieve's bounds as a share of |P|² + |Q|²: 512 roundings of single precision. The errors of its terms come to about 70,
    /// as all points are within 0.71 of the origin.
    /// </summary>
    private const float Slack = 1f / (1 << 15);

    /// <summary>Draws a map.</summary>
    /// <param name="m">Bound of the enlargement, 1.5 to 10.</param>
    /// <param name="random">The generator; it goes on behind the accepted candidate.</param>
    /// <returns>The map from source to output in the unit square, determinant 1.</returns>
    /// <exception cref="InvalidOperationException">The random stream is used up.</exception>
    public static MobiusMap Draw(double m, ref PhiloxRandom random) =>
        CandidateLanes16.IsSupported ? Draw<CandidateLanes16>(m, ref random)
        : CandidateLanes8.IsSupported ? Draw<CandidateLanes8>(m, ref random)
        : Draw<CandidateLanes1>(m, ref random);

    /// <summary>The same with the vector width named.</summary>
    public static MobiusMap Draw<TLanes>(double m, ref PhiloxRandom random)
        where TLanes : struct, ICandidateLanes<TLanes>
    {
        int candidates = Math.Min(MaxCandidates, random.BlocksLeft / (int)BlocksPerCandidate);
        for (int first = 0; first < candidates; first += TLanes.Count)
        {
            uint plausible = Plausible<TLanes>(random.Key, random.NextBlock + ((uint)first * BlocksPerCandidate), m);
            for (; plausible != 0; plausible &= plausible - 1)
            {
                int candidate = first + BitOperations.TrailingZeroCount(plausible);
                if (candidate < candidates && TryAccept(random.Key, random.NextBlock + ((uint)candidate * BlocksPerCandidate), m, out MobiusMap forward))
                {
                    random.SkipBlocks((candidate + 1) * (int)BlocksPerCandidate);
                    return forward;
                }
            }
        }

        return candidates < MaxCandidates
            ? throw new InvalidOperationException("The random stream of this photo is used up; open another stream.")
            : throw new UnreachableException($"No admissible Möbius map in {MaxCandidates} candidates at M = {m}.");
    }

    /// <summary>A random word as a uniform coordinate of the unit square.</summary>
    public static double Coordinate(uint word) => (word >> 8) * (double)CoordinateStep;

    /// <summary>The map of a candidate, before any test.</summary>
    /// <param name="key">Whose random numbers they are.</param>
    /// <param name="block">The candidate's first block.</param>
    /// <param name="forward">The map from source to output, determinant 1; the identity where points coincide.</param>
    /// <returns>Whether the points are distinct.</returns>
    public static bool TryBuild(PhiloxKey key, uint block, out MobiusMap forward)
    {
        PhiloxBlock block0 = key.Block(block);
        PhiloxBlock block1 = key.Block(unchecked(block + 1));
        PhiloxBlock block2 = key.Block(unchecked(block + 2));
        return MobiusMap.TryFromThreePoints(
            Point(block0.Word0, block0.Word1),
            Point(block0.Word2, block0.Word3),
            Point(block1.Word0, block1.Word1),
            Point(block1.Word2, block1.Word3),
            Point(block2.Word0, block2.Word1),
            Point(block2.Word2, block2.Word3),
            out forward);
    }

    /// <summary>The map of a candidate and the exact tests of it, in double precision.</summary>
    /// <param name="key">Whose random numbers they are.</param>
    /// <param name="block">The candidate's first block.</param>
    /// <param name="m">Bound of the enlargement.</param>
    /// <param name="forward">The map from source to output, determinant 1; the identity where points coincide.</param>
    public static bool TryAccept(PhiloxKey key, uint block, double m, out MobiusMap forward) =>
        TryBuild(key, block, out forward) && MobiusSampler.IsAdmissible(forward, m) && MobiusSampler.KeepsPoleOutside(forward);

    /// <summary>
    /// Sieves neighbouring candidates. With the origin at the centre, a = w0·Q - w2·P, b = w2·z0·P - w0·z2·Q and c = Q - P, where
    /// P = (w1 - w0)(z1 - z2) and Q = (w1 - w2)(z1 - z0), and ad - bc = P·Q·(z0 - z2)(w0 - w2). The sampling map enlarges by
    /// |ad - bc| / |a - p·c|² at p, and over the four corners p = (±1 ± i) / 2 the denominators reach from |a|² + |c|²/2 - (|h_re| + |h_im|) to
    /// the same with a plus, h = a·conj(c). It moves the centre by |b| / |a|, and its pole is a / c = h / |c|².
    /// </summary>
    /// <returns>Bit k: whether candidate k may be admissible.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Plausible<TLanes>(PhiloxKey key, uint firstBlock, double m)
        where TLanes : struct, ICandidateLanes<TLanes>
    {
        TLanes.Block(key, firstBlock, out TLanes z0Re, out TLanes z0Im, out TLanes z1Re, out TLanes z1Im);
        TLanes.Block(key, unchecked(firstBlock + 1), out TLanes z2Re, out TLanes z2Im, out TLanes w0Re, out TLanes w0Im);
        TLanes.Block(key, unchecked(firstBlock + 2), out TLanes w1Re, out TLanes w1Im, out TLanes w2Re, out TLanes w2Im);

        var (pRe, pIm) = Multiply(w1Re - w0Re, w1Im - w0Im, z1Re - z2Re, z1Im - z2Im);
        var (qRe, qIm) = Multiply(w1Re - w2Re, w1Im - w2Im, z1Re - z0Re, z1Im - z0Im);
        TLanes pNorm = Norm(pRe, pIm);
        TLanes qNorm = Norm(qRe, qIm);
        TLanes slack = (pNorm + qNorm) * TLanes.Create(Slack);
        TLanes determinant = TLanes.Sqrt(pNorm * qNorm * Norm(z0Re - z2Re, z0Im - z2Im) * Norm(w0Re - w2Re, w0Im - w2Im));

        var (w0qRe, w0qIm) = Multiply(w0Re, w0Im, qRe, qIm);
        var (w2pRe, w2pIm) = Multiply(w2Re, w2Im, pRe, pIm);
        TLanes aRe = w0qRe - w2pRe;
        TLanes aIm = w0qIm - w2pIm;
        TLanes cRe = qRe - pRe;
        TLanes cIm = qIm - pIm;
        var (z0w2pRe, z0w2pIm) = Multiply(z0Re, z0Im, w2pRe, w2pIm);
        var (z2w0qRe, z2w0qIm) = Multiply(z2Re, z2Im, w0qRe, w0qIm);
        TLanes bNorm = Norm(z0w2pRe - z2w0qRe, z0w2pIm - z2w0qIm);

        TLanes aNorm = Norm(aRe, aIm);
        TLanes cNorm = Norm(cRe, cIm);
        TLanes hRe = TLanes.Abs((aRe * cRe) + (aIm * cIm));
        TLanes hIm = TLanes.Abs((aIm * cRe) - (aRe * cIm));
        TLanes mean = aNorm + (cNorm * TLanes.Create(0.5f));
        TLanes lowest = (determinant * TLanes.Create((float)(1 / m))) - slack;
        TLanes highest = (determinant * TLanes.Create((float)m)) + slack;
        return TLanes.Less(lowest, mean - hRe - hIm)
            & TLanes.Less(mean + hRe + hIm, highest)
            & TLanes.Less(lowest, aNorm)
            & TLanes.Less(bNorm, (aNorm * TLanes.Create((float)(MobiusSampler.MaxShift * MobiusSampler.MaxShift))) + slack)
            & TLanes.Less((cNorm * TLanes.Create((float)(0.5 + MobiusSampler.PoleMargin))) - slack, TLanes.Max(hRe, hIm));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes Real, TLanes Imaginary) Multiply<TLanes>(TLanes real1, TLanes imaginary1, TLanes real2, TLanes imaginary2)
        where TLanes : struct, ICandidateLanes<TLanes> =>
        ((real1 * real2) - (imaginary1 * imaginary2), (real1 * imaginary2) + (imaginary1 * real2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Norm<TLanes>(TLanes real, TLanes imaginary)
        where TLanes : struct, ICandidateLanes<TLanes> => (real * real) + (imaginary * imaginary);

    private static Complex Point(uint row, uint column) => new(Coordinate(row), Coordinate(column));
}
