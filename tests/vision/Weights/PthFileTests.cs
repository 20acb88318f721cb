using System.Runtime.InteropServices;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class PthFileTests
{
    private static readonly byte[] Floats = MemoryMarshal.AsBytes<float>([0, 1, 2, 3, 4, 5]).ToArray();

    [Fact]
    public void A_file_of_torch_save_equals_its_safetensors_twin()
    {
        var pth = PthFile.Read(SharedData.Require("weights", "mobilenet_v2_imagenet1k.pth"));
        var safetensors = SafetensorsFile.Read(SharedData.Require("weights", "mobilenet_v2_imagenet1k.safetensors"));
        Assert.Equal(314, pth.Tensors.Count);
        WeightAssert.Same(safetensors, pth);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_forms_hold_windows_on_shared_storages(bool isLegacy)
    {
        var script = new PickleScript().Proto().Global("collections", "OrderedDict").Op(")R(")
            .Text("whole").Tensor("7", 6, 0, [2, 3], [3, 1], isLegacy)
            .Text("column").Tensor("7", 6, 1, [2], [3], isLegacy)
            .Text("transposed").Tensor("7", 6, 0, [3, 2], [1, 3], isLegacy)
            .Text("scalar").Tensor("7", 6, 5, [], [], isLegacy)
            .Text("nothing").Tensor("7", 6, 6, [0, 4], [4, 1], isLegacy)
            .Op("u}(").Text("_metadata").Global("collections", "OrderedDict").Op(")Rub.");
        byte[] file = isLegacy ? script.Legacy(("7", Floats)) : script.Zip(("7", Floats));
        var weights = PthFile.Read(file);
        Assert.Equal(["whole", "column", "transposed", "scalar", "nothing"], weights.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0f, 1, 2, 3, 4, 5], Values(weights["whole"]));
        Assert.Equal([1f, 4], Values(weights["column"]));
        Assert.Equal([0f, 3, 1, 4, 2, 5], Values(weights["transposed"]));
        Assert.Equal([5f], Values(weights["scalar"]));
        Assert.Empty(weights["scalar"].Shape);
        Assert.Empty(Values(weights["nothing"]));
    }

    [Fact]
    public void Parameters_element_types_and_the_newer_protocols_opcodes_are_read()
    {
        var script = new PickleScript().Proto(4).Raw(0x95, 1, 0, 0, 0, 0, 0, 0, 0).Op("}").Raw(0x94)
            .Raw(0x8c, 1).Op("p").Raw(0x94)
            .Raw(0x8c, 12).Op("torch._utils").Raw(0x8c, 18).Op("_rebuild_parameter").Raw(0x93)
            .Tensor("0", 2, 0, [2], [1], storageClass: "HalfStorage").Raw(0x88).Global("collections", "OrderedDict").Op(")R").Raw(0x87).Op("Rs.");
        var tensor = Assert.Single(PthFile.Read(script.Zip(("0", [1, 2, 3, 4]))).Tensors);
        Assert.Equal(("p", WeightDType.F16), (tensor.Name, tensor.DType));
        Assert.Equal([1, 2, 3, 4], tensor.Data.ToArray());
    }

    [Theory]
    [InlineData("a training checkpoint: not a tensor", "'epoch' is not a tensor")]
    [InlineData("a list at the root", "root")]
    [InlineData("a tensor past its storage", "reaches to element 7")]
    [InlineData("a stride past its storage", "reaches to element")]
    [InlineData("a negative side", "whole numbers")]
    [InlineData("an offset below zero", "impossible")]
    [InlineData("a shape that blows one element up", "overlaps")]
    [InlineData("a shape of 2^62 elements", "impossible")]
    [InlineData("a storage that the file lacks", "'9' is missing")]
    [InlineData("a storage of another size", "24 bytes")]
    [InlineData("one key twice", "doubled")]
    [InlineData("one storage of two types", "two ways")]
    public void A_dict_that_is_not_of_sound_tensors_is_refused(string what, string reason)
    {
        var script = what switch
        {
            "a training checkpoint: not a tensor" => Dict(items => items.Text("epoch").Int(3)),
            "a list at the root" => new PickleScript().Proto().Op("]."),
            "a tensor past its storage" => Dict(items => items.Text("a").Tensor("7", 6, 1, [6], [1])),
            "a stride past its storage" => Dict(items => items.Text("a").Tensor("7", 6, 0, [2, 2], [int.MaxValue, 1])),
            "a negative side" => Dict(items => items.Text("a").Tensor("7", 6, 0, [-6], [1])),
            "an offset below zero" => Dict(items => items.Text("a").Tensor("7", 6, -1, [6], [1])),
            "a shape that blows one element up" => Dict(items => items.Text("a").Tensor("7", 6, 0, [1 << 30], [0])),
            "a shape of 2^62 elements" => Dict(items => items.Text("a").Tensor("7", 6, 0, [1 << 30, 1 << 30, 4], [0, 0, 0])),
            "a storage that the file lacks" => Dict(items => items.Text("a").Tensor("9", 6, 0, [6], [1])),
            "a storage of another size" => Dict(items => items.Text("a").Tensor("7", 5, 0, [5], [1])),
            "one key twice" => Dict(items => items.Text("a").Tensor("7", 6, 0, [6], [1]).Text("a").Tensor("7", 6, 0, [6], [1])),
            "one storage of two types" => Dict(items => items.Text("a").Tensor("7", 6, 0, [6], [1])
                .Text("b").Tensor("7", 6, 0, [6], [1], storageClass: "IntStorage")),
            _ => throw new InvalidOperationException(what),
        };
        var error = Assert.Throws<WeightsFormatException>(() => PthFile.Read(script.Zip(("7", Floats))));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deflated_bomb_is_refused_by_its_header()
    {
        var script = Dict(items => items.Text("a").Tensor("7", 1 << 22, 0, [1 << 22], [1]));
        byte[] file = script.Zip(System.IO.Compression.CompressionLevel.Optimal, ("7", new byte[1 << 24]));
        Assert.Throws<WeightsFormatException>(() => PthFile.Read(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004 and no more")]
    [InlineData("not a torch file")]
    public void Other_files_are_refused(string content)
    {
        Assert.Throws<WeightsFormatException>(() => PthFile.Read(System.Text.Encoding.Latin1.GetBytes(content)));
    }

    private static PickleScript Dict(Func<PickleScript, PickleScript> items) => items(new PickleScript().Proto().Op("}(")).Op("u.");

    private static float[] Values(WeightTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
