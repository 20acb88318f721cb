using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Batching;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Tests.Inference.Batching;

public sealed class BatchRulesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(16, 16)]
    [InlineData(40, 16)]
    public void Without_delay_and_preference_whatever_waits_goes(int waiting, int expected) =>
        Assert.Equal(expected, new BatchRules(16, [], TimeSpan.Zero).SizeOf(waiting, TimeSpan.Zero));

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(7, 4)]
    [InlineData(8, 8)]
    [InlineData(30, 8)]
    public void Preferred_sizes_are_made_where_they_can_be_filled(int waiting, int expected) =>
        Assert.Equal(expected, new BatchRules(16, [4, 8], TimeSpan.Zero).SizeOf(waiting, TimeSpan.Zero));

    [Fact]
    public void With_a_delay_the_oldest_waits_for_a_whole_batch_and_no_longer()
    {
        var rules = new BatchRules(16, [4, 8], TimeSpan.FromMilliseconds(5));
        Assert.Equal(0, rules.SizeOf(5, TimeSpan.FromMilliseconds(4)));
        Assert.Equal(8, rules.SizeOf(8, TimeSpan.Zero));
        Assert.Equal(4, rules.SizeOf(5, TimeSpan.FromMilliseconds(5)));
        Assert.Equal(3, rules.SizeOf(3, TimeSpan.FromMilliseconds(5)));
    }

    [Theory]
    [InlineData(EngineKind.OnnxRuntime, 0, 8)]
    [InlineData(EngineKind.OnnxRuntime, 3, 3)]
    [InlineData(EngineKind.OnnxRuntime, 100, 16)]
    [InlineData(EngineKind.TorchSharp, 3, 16)]
    public void On_a_cpu_batches_have_four_images_a_thread_unless_said_otherwise(EngineKind engine, int cpuBatchSize, int expected)
    {
        var options = new InferenceOptions { Threads = 2, CpuBatchSize = cpuBatchSize };
        Assert.Equal(expected, BatchRules.From(options, new EngineDescription(engine, EnginePrecision.Fp32, "cpu")).MaximumSize);
        options.PreferredBatchSizes.Add(8);
        Assert.Equal(16, BatchRules.From(options, new EngineDescription(engine, EnginePrecision.Fp32, "cpu")).MaximumSize);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(2, 8)]
    [InlineData(7.2, 4)]
    [InlineData(14, 2)]
    [InlineData(80, 1)]
    public void On_a_cpu_a_slow_networks_batches_are_smaller(double msPerImage, int expected)
    {
        var options = new InferenceOptions { Threads = 2 };
        var cpu = new EngineDescription(EngineKind.OnnxRuntime, EnginePrecision.Fp32, "cpu");
        Assert.Equal(expected, BatchRules.From(options, cpu).SizeOf(20, TimeSpan.Zero, msPerImage));
        options.PreferredBatchSizes.Add(8);
        Assert.Equal(8, BatchRules.From(options, cpu).SizeOf(20, TimeSpan.Zero, msPerImage));
    }
}
