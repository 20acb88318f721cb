using System.Numerics;
using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class AdmissibleSearchTests
{
    private const int Stream = (int)DrawStream.Mobius;

    private static readonly Complex Centre = new(0.5, 0.5);

    [Theory]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(2.3)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void Every_vector_width_accepts_the_very_candidate_that_exact_tests_alone_accept(double m)
    {
        for (int photo = 0; photo < 150; photo++)
        {
            var plain = new PhiloxRandom(11, 2, photo, Stream);
            var one = plain;
            var eight = plain;
            var sixteen = plain;
            var expected = FirstAccepted(m, ref plain);

            Assert.Equal(expected, AdmissibleSearch.Draw<CandidateLanes1>(m, ref one));
            AssertGoesOnAlike(plain, one);
            if (CandidateLanes8.IsSupported)
            {
                Assert.Equal(expected, AdmissibleSearch.Draw<CandidateLanes8>(m, ref eight));
                AssertGoesOnAlike(plain, eight);
            }

            if (CandidateLanes16.IsSupported)
            {
                Assert.Equal(expected, AdmissibleSearch.Draw<CandidateLanes16>(m, ref sixteen));
                AssertGoesOnAlike(plain, sixteen);
            }
        }
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(3)]
    [InlineData(10)]
    public void The_sieve_lets_through_all_that_is_acceptable_and_little_else(double m)
    {
        var key = new PhiloxKey(5, 0, 0);
        int passed = 0;
        int accepted = 0;
        for (uint candidate = 0; candidate < 200_000; candidate++)
        {
            uint block = candidate * AdmissibleSearch.BlocksPerCandidate;
            bool plausible = AdmissibleSearch.Plausible<CandidateLanes1>(key, block, m) != 0;
            bool acceptable = AdmissibleSearch.TryAccept(key, block, m, out _);
            Assert.False(acceptable && !plausible, $"candidate {candidate} was sieved out");
            passed += plausible ? 1 : 0;
            accepted += acceptable ? 1 : 0;
        }

        Assert.InRange(passed, accepted, (accepted * 1.01) + 3);
    }

    [Theory]
    [InlineData(2, 0.00382)]
    [InlineData(3, 0.01282)]
    public void Candidates_pass_the_published_tests_as_often_as_measured(double m, double expected)
    {
        const int Candidates = 400_000;
        var key = new PhiloxKey(3, 0, 0);
        int accepted = 0;
        for (uint candidate = 0; candidate < Candidates; candidate++)
        {
            Assert.True(AdmissibleSearch.TryBuild(key, candidate * AdmissibleSearch.BlocksPerCandidate, out var forward));
            accepted += MobiusSampler.IsAdmissible(forward, m) ? 1 : 0;
        }

        double sigma = Math.Sqrt(expected * (1 - expected) / Candidates);
        Assert.InRange((double)accepted / Candidates, expected - (3 * sigma), expected + (3 * sigma));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_maps_are_distributed_as_those_of_plain_rejection(double m)
    {
        const int Draws = 3_000;

        // Two-sample Kolmogorov-Smirnov at significance 0.001: the largest distance of the two distributions allowed is 1.95·sqrt(2/n).
        double tolerance = 1.95 * Math.Sqrt(2.0 / Draws);
        MobiusMap[] searched = new MobiusMap[Draws];
        MobiusMap[] rejected = new MobiusMap[Draws];
        for (int photo = 0; photo < Draws; photo++)
        {
            var random = new PhiloxRandom(1, 0, photo, Stream);
            searched[photo] = AdmissibleSearch.Draw(m, ref random);
            random = new PhiloxRandom(2, 0, photo, Stream);
            rejected[photo] = PlainRejection.Draw(m, ref random);
        }

        foreach (var (name, quantity) in Quantities)
        {
            double distance = KolmogorovSmirnov([.. searched.Select(quantity)], [.. rejected.Select(quantity)]);
            Assert.True(distance < tolerance, $"{name} at M = {m}: distance {distance:0.0000}, allowed {tolerance:0.0000}");
        }
    }

    [Fact]
    public void A_stream_that_is_used_up_says_so()
    {
        var random = new PhiloxRandom(1, 0, 0, 255);
        random.SkipBlocks(random.BlocksLeft - 2);
        Assert.Throws<InvalidOperationException>(() =>
        {
            var rest = random;
            AdmissibleSearch.Draw(2, ref rest);
        });
    }

    private static IEnumerable<(string Name, Func<MobiusMap, double> Quantity)> Quantities =>
    [
        ("scale at the centre", forward => forward.Inverse().DerivativeMagnitude(Centre)),
        ("rotation at the centre", forward => Derivative(forward.Inverse(), Centre).Phase),
        ("shift of the centre's row", forward => forward.Inverse().Apply(Centre).Real),
        ("shift of the centre's column", forward => forward.Inverse().Apply(Centre).Imaginary),
        ("scale at a corner", forward => forward.Inverse().DerivativeMagnitude(Complex.Zero)),
    ];

    private static Complex Derivative(MobiusMap map, Complex z) => map.Determinant / (((map.C * z) + map.D) * ((map.C * z) + map.D));

    private static MobiusMap FirstAccepted(double m, ref PhiloxRandom random)
    {
        for (int candidate = 0; ; candidate++)
        {
            if (AdmissibleSearch.TryAccept(random.Key, random.NextBlock + ((uint)candidate * AdmissibleSearch.BlocksPerCandidate), m, out var forward))
            {
                random.SkipBlocks((candidate + 1) * (int)AdmissibleSearch.BlocksPerCandidate);
                return forward;
            }
        }
    }

    private static void AssertGoesOnAlike(PhiloxRandom expected, PhiloxRandom actual) => Assert.Equal(expected.NextUInt32(), actual.NextUInt32());

    private static double KolmogorovSmirnov(double[] first, double[] second)
    {
        Array.Sort(first);
        Array.Sort(second);
        double largest = 0;
        for (int i = 0, j = 0; i < first.Length && j < second.Length;)
        {
            if (first[i] <= second[j])
            {
                i++;
            }
            else
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / first.Length) - ((double)j / second.Length)));
        }

        return largest;
    }
}
