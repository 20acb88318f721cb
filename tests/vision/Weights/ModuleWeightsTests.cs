using System.Runtime.InteropServices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class ModuleWeightsTests
{
    [Fact]
    public void Captured_weights_load_into_another_network_bit_by_bit()
    {
        using var first = BackboneRegistry.Create("resnet9", classCount: 4, seed: 1);
        using var second = BackboneRegistry.Create("resnet9", classCount: 4, seed: 2);
        var captured = ModuleWeights.Capture(first, new Dictionary<string, string> { ["backbone"] = "resnet9" });
        Assert.Equal("resnet9", captured.Metadata["backbone"]);
        Assert.Equal(ModuleState.Tensors(first).Select(entry => entry.Name), captured.Tensors.Select(tensor => tensor.Name));
        ModuleWeights.Load(second, SafetensorsFile.Read(SafetensorsFile.ToBytes(captured)));
        WeightAssert.Same(captured, ModuleWeights.Capture(second));
    }

    [Fact]
    public void Captured_weights_are_copies()
    {
        using var linear = nn.Linear(2, 2);
        var captured = ModuleWeights.Capture(linear);
        byte[] before = captured["weight"].Data.ToArray();
        using (no_grad())
        {
            linear.weight!.add_(1);
        }

        Assert.Equal(before, captured["weight"].Data.ToArray());
    }

    [Fact]
    public void A_tensor_that_is_not_contiguous_is_captured_in_row_major_order()
    {
        using var linear = nn.Linear(2, 3, hasBias: false);
        using var transposed = tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]).t();
        linear.weight = new TorchSharp.Modules.Parameter(transposed);
        Assert.Equal([1f, 4, 2, 5, 3, 6], Values(ModuleWeights.Capture(linear)["weight"]));
    }

    [Fact]
    public void Capturing_and_loading_leave_no_tensor_behind()
    {
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 4, seed: 1);
        ModuleWeights.Load(backbone, ModuleWeights.Capture(backbone));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ModuleWeights.Load(backbone, ModuleWeights.Capture(backbone));
        ModuleWeights.LoadContinued(backbone, ModuleWeights.Capture(backbone), ["a", "b", "c", "d"], ["d", "c", "b", "a"]);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData("mobilenet_v3_large", "classifier.0.weight", "classifier.3.weight")]
    [InlineData("convnext_tiny", "classifier.0.bias", "classifier.2.weight")]
    public void ImageNets_layers_before_the_last_linear_one_belong_to_the_features(string name, string kept, string replaced)
    {
        using var imageNet = BackboneRegistry.Create(name, classCount: 5, seed: 1);
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed: 2);
        var published = ModuleWeights.Capture(imageNet);
        var changed = new StateDict(published.Tensors.Select(tensor => tensor.Name == kept ? tensor with { Data = Ones(tensor) } : tensor));
        ModuleWeights.LoadPretrained(backbone, changed);
        var loaded = ModuleWeights.Capture(backbone);
        Assert.All(Values(loaded[kept]), value => Assert.Equal(1f, value));
        Assert.Equal([3, backbone.Config.FeatureCount], loaded[replaced].Shape);
    }

    [Theory]
    [InlineData(WeightDType.F16)]
    [InlineData(WeightDType.BF16)]
    [InlineData(WeightDType.F64)]
    public void Floats_of_another_width_are_converted(WeightDType dtype)
    {
        byte[] halfOne = dtype switch
        {
            WeightDType.F16 => [0x00, 0x38, 0x00, 0xc0],
            WeightDType.BF16 => [0x00, 0x3f, 0x00, 0xc0],
            _ => MemoryMarshal.AsBytes<double>([0.5, -2]).ToArray(),
        };
        using var linear = nn.Linear(2, 1, hasBias: false);
        ModuleWeights.Load(linear, new StateDict([new WeightTensor("weight", dtype, [1, 2], halfOne)]));
        Assert.Equal([0.5f, -2f], Values(ModuleWeights.Capture(linear)["weight"]));
    }

    [Fact]
    public void What_does_not_fit_is_listed_and_nothing_is_changed()
    {
        using var linear = nn.Linear(2, 1);
        var before = ModuleWeights.Capture(linear);
        var error = Assert.Throws<WeightsMismatchException>(() => ModuleWeights.Load(linear, new StateDict(
        [
            new WeightTensor("weight", WeightDType.F32, [2, 1], new byte[8]),
            new WeightTensor("extra", WeightDType.F32, [], new byte[4]),
        ])));
        Assert.Equal(["bias"], error.Missing);
        Assert.Equal(["extra"], error.Unexpected);
        Assert.Equal("weight (the weights have F32 [2, 1], the network F32 [1, 2])", Assert.Single(error.Misshaped));
        Assert.Contains("1 missing: bias", error.Message, StringComparison.Ordinal);
        WeightAssert.Same(before, ModuleWeights.Capture(linear));

        Assert.Throws<WeightsMismatchException>(() => ModuleWeights.Load(linear, new StateDict(
        [
            new WeightTensor("weight", WeightDType.I32, [1, 2], new byte[8]),
            new WeightTensor("bias", WeightDType.F32, [1], new byte[4]),
        ])));
        WeightAssert.Same(before, ModuleWeights.Capture(linear));
    }

    [Fact]
    public void Pretrained_weights_load_below_a_new_head()
    {
        using var imageNet = BackboneRegistry.Create("resnet9", classCount: 10, seed: 1);
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 3, seed: 2);
        var source = ModuleWeights.Capture(imageNet);
        var head = ModuleWeights.Capture(backbone)["fc.weight"].Data.ToArray();

        // torchvision's oldest files have no batch counters and may be read without a head.
        ModuleWeights.LoadPretrained(backbone, new StateDict(source.Tensors.Where(tensor =>
            !tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))));
        var loaded = ModuleWeights.Capture(backbone);
        Assert.Equal(head, loaded["fc.weight"].Data.ToArray());
        WeightAssert.Same(Below(source), Below(loaded));

        var error = Assert.Throws<WeightsMismatchException>(() => ModuleWeights.LoadPretrained(backbone, new StateDict(source.Tensors.Skip(1))));
        Assert.Equal([source.Tensors[0].Name], error.Missing);
    }

    [Fact]
    public void Going_on_with_as_many_classes_takes_the_whole_head_and_with_others_none()
    {
        using var earlier = BackboneRegistry.Create("resnet9", classCount: 3, seed: 1);
        using var same = BackboneRegistry.Create("resnet9", classCount: 3, seed: 2);
        using var wider = BackboneRegistry.Create("resnet9", classCount: 4, seed: 2);
        var source = ModuleWeights.Capture(earlier);
        byte[] fresh = ModuleWeights.Capture(wider)["fc.weight"].Data.ToArray();
        Assert.Equal(3, ModuleWeights.LoadContinued(same, source));
        WeightAssert.Same(source, ModuleWeights.Capture(same));
        Assert.Equal(0, ModuleWeights.LoadContinued(wider, source));
        Assert.Equal(fresh, ModuleWeights.Capture(wider)["fc.weight"].Data.ToArray());
        WeightAssert.Same(Below(source), Below(ModuleWeights.Capture(wider)));
    }

    [Fact]
    public void Going_on_with_other_labels_takes_the_rows_that_both_know()
    {
        using var earlier = BackboneRegistry.Create("resnet9", classCount: 3, seed: 1);
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 4, seed: 2);
        using (no_grad())
        {
            earlier.Classifier.bias!.copy_(tensor(new float[] { 10, 20, 30 }));
        }

        var source = ModuleWeights.Capture(earlier);
        var fresh = Rows(ModuleWeights.Capture(backbone));
        int count = ModuleWeights.LoadContinued(backbone, source, ["wren", "owl", "kite", "robin"], ["robin", "kite", "swan"]);
        var loaded = ModuleWeights.Capture(backbone);
        Assert.Equal(2, count);
        Assert.Equal([fresh[0], fresh[1], Rows(source)[1], Rows(source)[0]], Rows(loaded));
        Assert.Equal([0f, 0, 20, 10], Values(loaded["fc.bias"]));
        WeightAssert.Same(Below(source), Below(loaded));
        Assert.Equal(0, ModuleWeights.LoadContinued(backbone, source, ["a", "b", "c", "d"], ["e", "f", "g"]));
    }

    [Fact]
    public void Label_lists_that_do_not_match_the_heads_are_refused()
    {
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 2, seed: 2);
        var source = ModuleWeights.Capture(backbone);
        Assert.Throws<ArgumentException>(() => ModuleWeights.LoadContinued(backbone, source, ["a"], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => ModuleWeights.LoadContinued(backbone, source, ["a", "b"], ["a", "b", "c"]));
        Assert.Throws<ArgumentException>(() => ModuleWeights.LoadContinued(backbone, source, ["a", "a"], ["a", "b"]));
        Assert.Throws<WeightsMismatchException>(() => ModuleWeights.LoadContinued(backbone, Below(source)));
    }

    private static StateDict Below(StateDict weights) => new(weights.Tensors.Where(tensor =>
        !tensor.Name.StartsWith("fc.", StringComparison.Ordinal) && !tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)));

    private static float[][] Rows(StateDict weights) => [.. Values(weights["fc.weight"]).Chunk(256)];

    private static byte[] Ones(WeightTensor tensor) =>
        MemoryMarshal.AsBytes<float>(Enumerable.Repeat(1f, tensor.Data.Length / sizeof(float)).ToArray()).ToArray();

    private static float[] Values(WeightTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
