using System.Numerics;
using BirdGrid.Vision.Augmentation;
using CsCheck;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class MobiusMapTests
{
    private static readonly Gen<Complex> Point = Gen.Select(Gen.Double[-1, 1], Gen.Double[-1, 1]).Select((re, im) => new Complex(re, im));

    private static readonly Gen<MobiusMap> Map = Gen.Select(Point, Point, Point, Point)
        .Select((a, b, c, d) => new MobiusMap(a, b, c, d))
        .Where(m => Complex.Abs(m.Determinant) > 0.1);

    [Fact]
    public void Three_points_go_where_they_are_sent() => Gen.Select(Point, Point, Point, Point, Point, Point).Sample((z1, z2, z3, w1, w2, w3) =>
    {
        double apart = new[] { z1 - z2, z2 - z3, z1 - z3, w1 - w2, w2 - w3, w1 - w3 }.Min(Complex.Abs);
        if (apart > 0.2)
        {
            var map = MobiusMap.FromThreePoints(z1, z2, z3, w1, w2, w3);
            Assert.True(Complex.Abs(map.Apply(z1) - w1) + Complex.Abs(map.Apply(z2) - w2) + Complex.Abs(map.Apply(z3) - w3) < 1e-9);
        }
    });

    [Fact]
    public void Coinciding_points_are_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => MobiusMap.FromThreePoints(1, 1, 2, 0, 1, 2));

    [Fact]
    public void The_inverse_undoes_and_composition_is_one_after_the_other() => Gen.Select(Map, Map, Point).Sample((f, g, z) =>
    {
        var there = f.Apply(z);
        if (Complex.Abs(there) < 100)
        {
            Assert.True(Complex.Abs(f.Inverse().Apply(there) - z) < 1e-7);
            var direct = g.Apply(there);
            if (Complex.Abs(direct) < 100)
            {
                Assert.True(Complex.Abs(g.Compose(f).Apply(z) - direct) < 1e-6);
            }
        }
    });

    [Fact]
    public void A_scaled_matrix_is_the_same_map() => Gen.Select(Map, Point, Point).Sample((f, k, z) =>
    {
        var value = f.Apply(z);
        if (Complex.Abs(k) > 0.1 && Complex.Abs(value) < 100)
        {
            var scaled = new MobiusMap(k * f.A, k * f.B, k * f.C, k * f.D);
            Assert.True(Complex.Abs(scaled.Apply(z) - value) < 1e-9 * (1 + Complex.Abs(value)));
            Assert.True(Complex.Abs(f.Normalised().Determinant - 1) < 1e-9);
        }
    });

    [Fact]
    public void Angles_are_kept_and_the_derivative_is_known() => Gen.Select(Map, Point).Sample((f, z) =>
    {
        const double H = 1e-5;
        if (f.Pole is not { } pole || Complex.Abs(z - pole) > 0.5)
        {
            var dx = (f.Apply(z + H) - f.Apply(z - H)) / (2 * H);
            var dy = (f.Apply(z + (H * Complex.ImaginaryOne)) - f.Apply(z - (H * Complex.ImaginaryOne))) / (2 * H);
            Assert.True(Complex.Abs((dy / dx) - Complex.ImaginaryOne) < 1e-6);
            Assert.Equal(f.DerivativeMagnitude(z), Complex.Abs(dx), 5);
        }
    });

    [Fact]
    public void Cross_ratios_are_kept() => Gen.Select(Map, Point, Point, Point, Point).Sample((f, a, b, c, d) =>
    {
        Complex[] points = [a, b, c, d];
        Complex[] images = [.. points.Select(f.Apply)];
        double apart = Math.Min(Nearest(points), Nearest(images));
        if (apart > 0.1 && images.All(w => Complex.Abs(w) < 20))
        {
            Assert.True(Complex.Abs(CrossRatio(points) - CrossRatio(images)) < 1e-7 * (1 + Complex.Abs(CrossRatio(points))));
        }
    });

    private static Complex CrossRatio(Complex[] p) => (p[0] - p[2]) * (p[1] - p[3]) / ((p[0] - p[3]) * (p[1] - p[2]));

    private static double Nearest(Complex[] p) =>
        Enumerable.Range(0, p.Length).SelectMany(i => Enumerable.Range(i + 1, p.Length - i - 1).Select(j => Complex.Abs(p[i] - p[j]))).Min();
}
