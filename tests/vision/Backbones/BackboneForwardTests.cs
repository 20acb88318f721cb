using BirdGrid.Vision.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

/// <summary>What every backbone promises of its forward and backward pass, on small inputs.</summary>
public sealed class BackboneForwardTests
{
    private const int ClassCount = 5;
    private const int Side = 64;

    public static TheoryData<string> Names => [.. BackboneRegistryTests.Families, "resnet50"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_is_the_head_after_the_features(string name)
    {
        using var backbone = BackboneRegistry.Create(name, ClassCount, seed: 1);
        backbone.eval();
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = Images(count: 3);
        var features = backbone.ForwardFeatures(images);
        Assert.Equal([3, backbone.Config.FeatureCount], features.shape);
        var logits = backbone.ForwardHead(features);
        Assert.Equal([3, ClassCount], logits.shape);
        Assert.Equal(logits.data<float>().ToArray(), backbone.forward(images).data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_inputs_strides_do_not_matter(string name)
    {
        using var backbone = BackboneRegistry.Create(name, ClassCount, seed: 1);
        backbone.eval();
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = Images(count: 2);
        var transposed = images.permute(0, 1, 3, 2).contiguous().permute(0, 1, 3, 2);
        Assert.Equal(backbone.forward(images).data<float>().ToArray(), backbone.forward(transposed).data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_gets_a_gradient_and_statistics_move_in_training(string name)
    {
        using var backbone = BackboneRegistry.Create(name, ClassCount, seed: 1);
        backbone.train();
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(backbone.forward(Images(count: 8)), arange(8, dtype: ScalarType.Int64).remainder(ClassCount));
        loss.backward();
        Assert.All(backbone.named_parameters(), entry =>
        {
            Assert.NotNull(entry.parameter.grad);
            Assert.True(entry.parameter.grad!.isfinite().all().item<bool>(), entry.name);
        });
        Assert.All(
            backbone.named_buffers().Where(entry => entry.name.EndsWith("num_batches_tracked", StringComparison.Ordinal)),
            entry => Assert.Equal(1, entry.buffer.item<long>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_tensor_is_left_behind(string name)
    {
        using var backbone = BackboneRegistry.Create(name, ClassCount, seed: 1);
        backbone.train();
        using var images = Images(count: 2);
        using var targets = zeros(2, dtype: ScalarType.Int64);
        TrainOnce();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        TrainOnce();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        // The outputs are all that a caller has to dispose.
        void TrainOnce()
        {
            using (var logits = backbone.forward(images))
            using (var loss = nn.functional.cross_entropy(logits, targets))
            {
                loss.backward();
            }

            backbone.zero_grad();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_outlives_the_dispose_scope_it_was_built_in(string name)
    {
        Backbone built;
        using (NewDisposeScope())
        {
            built = BackboneRegistry.Create(name, ClassCount, seed: 1);
            built.to(CPU);
        }

        using var backbone = built;
        using var scope = NewDisposeScope();
        backbone.train();
        nn.functional.cross_entropy(backbone.forward(Images(count: 2)), arange(2, dtype: ScalarType.Int64)).backward();
        Assert.All(backbone.parameters(), parameter => Assert.NotNull(parameter.grad));
        Assert.All(backbone.buffers(), buffer => Assert.False(buffer.IsInvalid));
    }

    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_large")]
    [InlineData("efficientnet_b0")]
    public void The_head_drops_features_in_training_only(string name)
    {
        using var backbone = BackboneRegistry.Create(name, ClassCount, seed: 1);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var features = ones(1, backbone.Config.FeatureCount);
        backbone.train();
        Assert.NotEqual(backbone.ForwardHead(features).data<float>().ToArray(), backbone.ForwardHead(features).data<float>().ToArray());
        backbone.eval();
        Assert.Equal(backbone.ForwardHead(features).data<float>().ToArray(), backbone.ForwardHead(features).data<float>().ToArray());
    }

    [Fact]
    public void The_compact_network_learns_from_scratch()
    {
        using var backbone = BackboneRegistry.Create("resnet9", classCount: 2, seed: 1);
        using var generator = new Generator(2);
        using var optimiser = optim.SGD(backbone.parameters(), learningRate: 0.02, momentum: 0.9);
        backbone.train();
        for (int step = 0; step < 12; step++)
        {
            using var scope = NewDisposeScope();
            var (images, targets) = StripedImages(count: 16, generator);
            optimiser.zero_grad();
            nn.functional.cross_entropy(backbone.forward(images), targets).backward();
            optimiser.step();
        }

        backbone.eval();
        using var evaluation = NewDisposeScope();
        using var inference = inference_mode();
        var (unseen, expected) = StripedImages(count: 32, generator);
        double accuracy = backbone.forward(unseen).argmax(1).eq(expected).to(ScalarType.Float32).mean().item<float>();
        Assert.True(accuracy > 0.9, $"accuracy {accuracy}");
    }

    private static Tensor Images(int count)
    {
        using var generator = new Generator(3);
        return randn([count, 3, Side, Side], generator: generator);
    }

    /// <summary>Noise with horizontal (class 0) or vertical (class 1) stripes.</summary>
    private static (Tensor Images, Tensor Targets) StripedImages(int count, Generator generator)
    {
        var targets = arange(count, dtype: ScalarType.Int64).remainder(2);
        var wave = arange(Side).to(ScalarType.Float32).mul(0.8).sin();
        var isVertical = targets.to(ScalarType.Float32).reshape(count, 1, 1, 1);
        var stripes = wave.reshape(1, 1, 1, Side).mul(isVertical).add(wave.reshape(1, 1, Side, 1).mul(isVertical.mul(-1).add(1)));
        return (randn([count, 3, Side, Side], generator: generator).mul(0.5).add(stripes), targets);
    }
}
