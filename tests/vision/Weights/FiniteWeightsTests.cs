using System.Runtime.InteropServices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using CsCheck;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>Weights that are NaN or infinite are refused before anything is trained from them.</summary>
public sealed class FiniteWeightsTests : IDisposable
{
    private readonly WeightsFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Import_names_the_tensor_and_counts(float bad)
    {
        string path = Path.Combine(fixture.Directory, "weights.safetensors");
        SafetensorsFile.Write(Damaged("resnet9", bad, places: [0, 7, 100]), path);
        var error = Assert.Throws<WeightsFormatException>(() => new WeightsImport(fixture.Options(mirror: null)).Import(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Matches("3 of the [0-9]+ numbers in '.+' are NaN or infinite", error.Message);
        Assert.False(Directory.Exists(fixture.CacheDirectory));
    }

    [Fact]
    public void Training_starts_from_no_such_weights_and_leaves_the_network_as_it_was()
    {
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 3, seed: 5);
        var before = ModuleWeights.Capture(backbone);
        var damaged = Damaged("resnet9", float.NaN, places: [3]);
        string[] labels = ["a", "b", "c"];
        Assert.Throws<WeightsFormatException>(() => ModuleWeights.LoadPretrained(backbone, damaged));
        Assert.Throws<WeightsFormatException>(() => ModuleWeights.LoadContinued(backbone, damaged));
        Assert.Throws<WeightsFormatException>(() => ModuleWeights.LoadContinued(backbone, damaged, labels, labels));
        WeightAssert.Same(before, ModuleWeights.Capture(backbone));
    }

    [Fact]
    public void Every_place_of_every_kind_of_number_is_looked_at() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[0, 69], Gen.Int[0, 2]).Sample((length, at, kind) =>
        {
            float bad = kind == 0 ? float.NaN : kind == 1 ? float.PositiveInfinity : float.NegativeInfinity;
            int place = at % length;
            Assert.Equal(1, Count(WeightDType.F32, length, place, bad));
            Assert.Equal(1, Count(WeightDType.F16, length, place, (Half)bad));
            Assert.Equal(1, Count(WeightDType.F64, length, place, (double)bad));
            Assert.Equal(1, Count(WeightDType.BF16, length, place, (ushort)(BitConverter.SingleToUInt32Bits(bad) >> 16)));
        }, iter: 500);

    [Fact]
    public void The_largest_finite_numbers_pass_and_whole_numbers_are_not_looked_at()
    {
        Assert.Equal(0, Count(WeightDType.F32, 9, 3, float.MaxValue));
        Assert.Equal(0, Count(WeightDType.F16, 9, 3, Half.MinValue));
        Assert.Equal(0, Count(WeightDType.BF16, 9, 3, (ushort)0x7F7F));
        Assert.Equal(1, Count(WeightDType.F64, 9, 3, 1e300));
        Assert.Equal(0, Count(WeightDType.I64, 9, 3, -1L));
    }

    private static long Count<T>(WeightDType dtype, int length, int place, T value)
        where T : unmanaged
    {
        var numbers = new T[length];
        numbers[place] = value;
        return FiniteWeights.CountNotFinite(new WeightTensor("a", dtype, [length], MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));
    }

    /// <summary>The weights of a network with a convolution damaged.</summary>
    private static StateDict Damaged(string name, float bad, int[] places)
    {
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed: 1);
        var sound = ModuleWeights.Capture(backbone);
        var first = sound.Tensors.First(tensor => tensor.Shape.Count == 4);
        byte[] bytes = first.Data.ToArray();
        foreach (int place in places)
        {
            MemoryMarshal.Write(bytes.AsSpan(place * sizeof(float)), bad);
        }

        return new StateDict(sound.Tensors.Select(tensor => tensor == first ? first with { Data = bytes } : tensor));
    }
}
