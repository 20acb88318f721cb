using System.Numerics;
using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Vision.Tests.Augmentation;

/// <summary>Rejection as it is published, one candidate after the other in double precision: what the search is compared with.</summary>
internal static class PlainRejection
{
    public static MobiusMap Draw(double m, ref PhiloxRandom random)
    {
        while (true)
        {
            var forward = MobiusMap.FromThreePoints(Point(ref random), Point(ref random), Point(ref random), Point(ref random), Point(ref random), Point(ref random));
            if (MobiusSampler.IsAdmissible(forward, m) && MobiusSampler.KeepsPoleOutside(forward))
            {
                return forward;
            }
        }
    }

    private static Complex Point(ref PhiloxRandom random)
    {
        double row = random.NextDouble();
        return new Complex(row, random.NextDouble());
    }
}
