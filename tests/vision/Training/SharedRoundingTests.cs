using System.Numerics.Tensors;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>
/// The gradient of a batch in double precision, against what learners compute in float, whole and in shares. That both keep the same distance says that sharing
/// changes the order of sums and nothing else; what the distance may be says <see cref="RoundingBound"/>.
/// </summary>
[Collection(TorchGenerator.Name)]
public sealed class SharedRoundingTests(ITestOutputHelper output)
{
    private const int Classes = ColouredSquares.ClassCount;
    private const int BatchSize = 8;
    private const int Figures = 4;

    // ResNet9 on pictures of 16 pixels: eight convolutions and the classifier; the longest sum is a dot product of 3 x 3 x 256 terms; the last layers
    // have 256 channels at one position.
    private const int Layers = 9;
    private const int LongestSum = 9 * 256;
    private const int SmallestLayer = 256 * BatchSize;

    private static readonly TrainingOptions Options = TrainingOptions.ForFineTune() with { BatchSize = BatchSize, LabelSmoothing = 0 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whole_batches_and_shares_keep_the_same_distance_from_double_precision(int seed)
    {
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed);
        var exact = InDouble(images, labels, seed, cut: BatchSize);
        foreach (int cut in new[] { 1, 4 })
        {
            Compare("double, cut", cut, exact, InDouble(images, labels, seed, cut), RoundingBound.Double);
        }

        foreach (int devices in new[] { 1, 2, 3 })
        {
            Compare("float, devices", devices, exact, InFloat(images, labels, seed, devices), RoundingBound.Float);
        }
    }

    private void Compare(string what, int parts, (double[] Gradient, bool[] Sides) exact, (double[] Gradient, bool[] Sides) other, double unitRoundoff)
    {
        int flipped = exact.Sides.Zip(other.Sides).Count(pair => pair.First != pair.Second);
        double distance = TensorPrimitives.Distance<double>(exact.Gradient, other.Gradient) / TensorPrimitives.Norm<double>(exact.Gradient);
        double expected = RoundingBound.FlippedUnits(exact.Sides.Length, LongestSum, unitRoundoff);
        output.WriteLine($"{what} {parts}: relative distance {distance:G3}, {flipped} of {exact.Sides.Length} units flipped ({expected:G2} to be expected)");
        Assert.InRange(flipped, 0, Math.Ceiling(4 * expected));
        Assert.InRange(distance, 0, RoundingBound.OfGradient(Layers, LongestSum, unitRoundoff) + RoundingBound.OfFlips(flipped, SmallestLayer));
    }

    private static (double[] Gradient, bool[] Sides) InFloat(byte[] images, int[] labels, int seed, int devices)
    {
        var sides = new List<Dictionary<int, List<Tensor>>>();
        using var scope = NewDisposeScope();
        using var shared = new SharedSteps(() => Network(seed, sides), Options, stepsPerEpoch: 1, devices);
        float[] sum = shared.Sum(images, labels);
        return ([.. sum[..^Figures].Select(value => (double)value)], Joined(sides));
    }

    private static (double[] Gradient, bool[] Sides) InDouble(byte[] images, int[] labels, int seed, int cut)
    {
        using var scope = NewDisposeScope();
        var sides = new List<Dictionary<int, List<Tensor>>>();
        using var network = Network(seed, sides);
        network.to(ScalarType.Float64);
        network.eval();
        var learning = TrainableParameter.Select(network, Options, stepsPerEpoch: 1).Select(parameter => parameter.Value).ToList();
        var pixels = tensor(images.Select(value => (double)value).ToArray()).view(BatchSize, TinyBackbone.ImageSize, TinyBackbone.ImageSize, 3).div(255);
        var input = pixels.sub(Row(network.Config.Mean)).div(Row(network.Config.Std)).permute(0, 3, 1, 2);
        var classes = tensor(labels.Select(label => (long)label).ToArray());
        double[] gradient = new double[learning.Sum(parameter => parameter.numel())];
        for (int first = 0; first < BatchSize; first += cut)
        {
            int count = Math.Min(cut, BatchSize - first);
            var logits = network.call(input.narrow(0, first, count));
            var loss = nn.functional.cross_entropy(logits, classes.narrow(0, first, count), reduction: nn.Reduction.Sum).div(BatchSize);
            var part = cat([.. autograd.grad([loss], learning).Select(of => of.flatten())]);
            TensorPrimitives.Add<double>(gradient, part.data<double>().ToArray(), gradient);
        }

        return (gradient, Joined(sides));

        static Tensor Row(IReadOnlyList<float> values) => tensor(values.Select(value => (double)value).ToArray());
    }

    /// <summary>The network, noting of every rectifier which units are on and of every pool which of its inputs won.</summary>
    private static ResNet9 Network(int seed, List<Dictionary<int, List<Tensor>>> sides)
    {
        var network = new ResNet9(Classes, (ulong)seed);
        var noted = new Dictionary<int, List<Tensor>>();
        sides.Add(noted);

        // A block calls one rectifier several times: what counts is the place in the pass, which begins at the network.
        int place = 0;
        network.register_forward_pre_hook((_, input) =>
        {
            place = 0;
            return input;
        });
        foreach (var rectifier in network.modules().OfType<ReLU>())
        {
            rectifier.register_forward_hook((_, _, on) => Note(on.gt(0), on));
        }

        foreach (var pool in network.modules().OfType<MaxPool2d>())
        {
            pool.register_forward_hook((_, from, best) => Note(from.eq(best.repeat_interleave(2, 2).repeat_interleave(2, 3)), best));
        }

        return network;

        Tensor Note(Tensor side, Tensor passedOn)
        {
            (noted.TryGetValue(place, out var parts) ? parts : noted[place] = []).Add(side.DetachFromDisposeScope());
            place++;
            return passedOn;
        }
    }

    // Layer by layer, photo by photo: the parts of one network follow each other, and so do the networks of several devices.
    private static bool[] Joined(List<Dictionary<int, List<Tensor>>> networks) =>
    [
        .. networks[0].Keys.Order().SelectMany(layer => cat([.. networks.SelectMany(noted => noted.TryGetValue(layer, out var parts) ? parts : [])]).flatten().data<bool>().ToArray()),
    ];
}
