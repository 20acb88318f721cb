using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Single-precision numbers of several candidates, one a lane, so that <see cref="AdmissibleSearch"/>'s filter is written once for every vector width.</summary>
/// <typeparam name="TSelf">The lanes themselves.</typeparam>
internal interface ICandidateLanes<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ICandidateLanes<TSelf>
{
    /// <summary>Number of lanes, at most 32.</summary>
    static abstract int Count { get; }

    /// <summary>One value in every lane.</summary>
    static abstract TSelf Create(float value);

    static abstract TSelf Abs(TSelf lanes);

    static abstract TSelf Sqrt(TSelf lanes);

    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>Bit k: whether lane k is smaller on the left.</summary>
    static abstract uint Less(TSelf left, TSelf right);

    /// <summary>
    /// The four words of a random block, lane k from the block <see cref="AdmissibleSearch.BlocksPerCandidate"/>·k further on, as
    /// <see cref="AdmissibleSearch.Coordinate"/> less a half: exact numbers on a grid of 2⁻²⁴.
    /// </summary>
    static abstract void Block(PhiloxKey key, uint firstBlock, out TSelf lanes0, out TSelf lanes1, out TSelf lanes2, out TSelf lanes3);
}
