using System.Text.Json;
using BirdGrid.Cli;
using BirdGrid.Client.Tests.Support;
using BirdGrid.Vision.Backbones;

namespace BirdGrid.Client.Tests.Cli;

[Collection(ProcessWide.Name)]
public sealed class BackbonesCommandTests : IDisposable
{
    private readonly WeightsEnvironment environment = new();

    public void Dispose() => environment.Dispose();

    [Fact]
    public async Task Every_backbone_is_listed_with_its_figures()
    {
        var rows = await RowsAsync("backbones", "--json");
        Assert.Equal(BackboneRegistry.Names, rows.Select(Name));
        var resnet50 = rows.Single(row => Name(row) == "resnet50");
        Assert.Equal(25_557_032, resnet50.GetProperty("parameters").GetInt64());
        Assert.Equal(4.089, Math.Round(resnet50.GetProperty("multiplyAdds").GetInt64() / 1e9, 3));
        Assert.Equal(0.7613, resnet50.GetProperty("weights").GetProperty("top1").GetDouble());
        Assert.Equal("0676ba61", resnet50.GetProperty("weights").GetProperty("sha256Prefix").GetString());
        Assert.Equal(JsonValueKind.Null, resnet50.GetProperty("measured").ValueKind);
        Assert.Equal(JsonValueKind.Null, rows.Single(row => Name(row) == "resnet9").GetProperty("weights").ValueKind);
        Assert.Equal(ExitCodes.Success, (await CommandRun.OfAsync("backbones")).ExitCode);
    }

    [Theory]
    [InlineData("parameters", "mobilenet_v2", "resnet18", "resnet50")]
    [InlineData("gflops", "mobilenet_v2", "resnet18", "resnet50")]
    [InlineData("top1", "resnet50", "mobilenet_v2", "resnet18")]
    [InlineData("size", "mobilenet_v2", "resnet18", "resnet50")]
    [InlineData("input", "resnet18", "resnet50", "mobilenet_v2")]
    public async Task The_order_can_be_chosen(string order, params string[] expected) =>
        Assert.Equal(expected, (await RowsAsync("backbones", "resnet18", "resnet50", "mobilenet_v2", "--sort", order, "--json")).Select(Name));

    [Fact]
    public async Task Speed_is_measured_in_this_process()
    {
        var row = Assert.Single(await RowsAsync("backbones", "resnet9", "--measure", "--device", "cpu", "--threads", "1", "--sort", "speed", "--json"));
        var measured = row.GetProperty("measured");
        Assert.True(measured.GetProperty("imagesPerSecond").GetDouble() > 0);
        Assert.Equal(8, measured.GetProperty("batchSize").GetInt32());
        Assert.Equal(1, measured.GetProperty("threads").GetInt32());
        Assert.Equal("cpu", measured.GetProperty("device").GetString());
    }

    [Theory]
    [InlineData(ExitCodes.Refused, "backbones resnet51")]
    [InlineData(ExitCodes.Usage, "backbones --sort beauty")]
    [InlineData(ExitCodes.Usage, "backbones --sort speed")]
    [InlineData(ExitCodes.Usage, "backbones resnet9 --measure --device abacus")]
    [InlineData(ExitCodes.Usage, "backbones resnet9 --measure --threads -1")]
    [InlineData(ExitCodes.Failure, "backbones resnet9 --measure --device cuda:99")]
    public async Task What_cannot_be_done_has_its_exit_code_and_a_sentence(int exitCode, string line)
    {
        var run = await CommandRun.OfAsync(line.Split(' '));
        Assert.Equal(exitCode, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Output);
    }

    private static async Task<List<JsonElement>> RowsAsync(params string[] args)
    {
        var run = await CommandRun.OfAsync(args);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }

    private static string? Name(JsonElement row) => row.GetProperty("name").GetString();
}
