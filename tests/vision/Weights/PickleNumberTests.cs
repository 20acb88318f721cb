using BirdGrid.TestSupport;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>A number means the same however its writer wrote it.</summary>
public sealed class PickleNumberTests
{
    [Theory]
    [InlineData("BININT", "J\u0002\u0000\u0000\u0000")]
    [InlineData("BININT1", "K\u0002")]
    [InlineData("BININT2", "M\u0002\u0000")]
    [InlineData("LONG1", "\u008a\u0001\u0002")]
    [InlineData("LONG1 with leading zeros", "\u008a\u0003\u0002\u0000\u0000")]
    [InlineData("LONG1 of 8 bytes", "\u008a\u0008\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000")]
    [InlineData("LONG1 of 9 bytes", "\u008a\u0009\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000")]
    [InlineData("LONG4", "\u008b\u0001\u0000\u0000\u0000\u0002")]
    [InlineData("LONG4 with leading zeros", "\u008b\u0004\u0000\u0000\u0000\u0002\u0000\u0000\u0000")]
    public void A_shape_of_any_kind_of_number_is_read(string kind, string two)
    {
        Assert.NotEmpty(kind);
        var tensor = Assert.Single(PthFile.Read(Tensor(two, zero: "K\u0000")).Tensors);
        Assert.Equal([2L], tensor.Shape);
        Assert.Equal(8, tensor.Data.Length);
    }

    [Theory]
    [InlineData("LONG1 without bytes", "\u008a\u0000")]
    [InlineData("LONG4 without bytes", "\u008b\u0000\u0000\u0000\u0000")]
    [InlineData("LONG1", "\u008a\u0001\u0000")]
    public void Zero_is_written_with_or_without_bytes(string kind, string zero)
    {
        Assert.NotEmpty(kind);
        Assert.Equal([2L], Assert.Single(PthFile.Read(Tensor("K\u0002", zero)).Tensors).Shape);
    }

    [Theory]
    [InlineData("BININT", "J\u00fe\u00ff\u00ff\u00ff")]
    [InlineData("LONG1", "\u008a\u0001\u00fe")]
    [InlineData("LONG1 with leading ones", "\u008a\u0004\u00fe\u00ff\u00ff\u00ff")]
    [InlineData("LONG4", "\u008b\u0001\u0000\u0000\u0000\u00fe")]
    [InlineData("more than 64 bits", "\u008a\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001")]
    public void A_negative_or_an_enormous_side_is_refused(string kind, string side)
    {
        Assert.NotEmpty(kind);
        var error = Assert.Throws<WeightsFormatException>(() => PthFile.Read(Tensor(side, zero: "K\u0000")));
        Assert.Contains("whole numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_file_in_both_kinds_of_number_reads_the_same()
    {
        string folder = SharedData.Require("cases", "pickle-long1");
        WeightAssert.Same(WeightsFile.Read(Path.Combine(folder, "ok-binint.pth")), WeightsFile.Read(Path.Combine(folder, "ok-long1.pth")));
    }

    private static byte[] Tensor(string side, string zero) => new PickleScript().Proto().Op("}(").Text("a").Global("torch._utils", "_rebuild_tensor_v2")
        .Op("(").Storage("0", 2).Op(zero).Op($"{side}\u0085").Op("\u008a\u0001\u0001\u0085").Raw(0x89).Global("collections", "OrderedDict").Op(")RtRu.")
        .Zip(("0", new byte[8]));
}
