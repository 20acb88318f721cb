using System.Text.Json;
using System.Xml.Linq;
using BirdGrid.Client.Tests.Support;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Client.Tests.Cli.Commands;

[Collection(ProcessWide.Name)]
public sealed class BenchCommandTests : IDisposable
{
    private static readonly string[] Fast = ["--window-requests", "20", "--warm-up", "0s", "--stability", "1000"];

    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-bench-").FullName;

    public BenchCommandTests()
    {
        for (int i = 0; i < 4; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i}.jpg"), [(byte)i]);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_sweep_tells_every_load_in_json_csv_and_a_picture()
    {
        await using var grid = await FakeGrid.StartAsync(Answer);
        string csv = Path.Combine(folder, "loads.csv");
        string chart = Path.Combine(folder, "loads.svg");
        var run = await CommandRun.OfAsync(["bench", folder, "--model", "finches", "--concurrency", "1:4:x2", "--csv", csv, "--chart", chart, "--json", "--server", grid.Url, .. Fast]);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(4, report.GetProperty("photos").GetInt32());
        var loads = report.GetProperty("loads").EnumerateArray().ToList();
        Assert.Equal([1, 2, 4], loads.Select(l => l.GetProperty("concurrency").GetInt32()));
        Assert.All(loads, l => Assert.Equal(2.5, l.GetProperty("stagesMs").GetProperty("compute").GetProperty("p95").GetDouble(), 0.02));
        Assert.All(loads, l => Assert.Equal(4, l.GetProperty("meanBatchSize").GetDouble()));

        string[][] rows = [.. (await File.ReadAllLinesAsync(csv)).Select(l => l.Split(','))];
        Assert.Equal(4, rows.Length);
        Assert.All(rows, r => Assert.Equal(rows[0].Length, r.Length));
        Assert.Equal(["concurrency", "1", "2", "4"], rows.Select(r => r[1]));
        Assert.Equal("svg", XDocument.Load(chart).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Refusals_are_told_by_status_and_the_rest_is_measured()
    {
        int asked = 0;
        await using var grid = await FakeGrid.StartAsync((request, context) => Interlocked.Increment(ref asked) % 2 == 0
            ? throw new RpcException(new Status(StatusCode.ResourceExhausted, "The queue is full."))
            : Answer(request, context));
        var run = await CommandRun.OfAsync(["bench", folder, "--model", "finches", "--concurrency", "1", "--json", "--server", grid.Url, .. Fast]);
        Assert.Equal(0, run.ExitCode);
        var load = Assert.Single(JsonDocument.Parse(run.Output).RootElement.GetProperty("loads").EnumerateArray());
        long answered = load.GetProperty("answers").GetProperty("OK").GetInt64();
        Assert.Equal(answered, load.GetProperty("latencyMs").GetProperty("count").GetInt64());
        Assert.InRange(load.GetProperty("answers").GetProperty("ResourceExhausted").GetInt64(), answered - 1, answered + 1);
    }

    [Fact]
    public async Task A_rate_is_an_open_loop()
    {
        await using var grid = await FakeGrid.StartAsync(Answer);
        var run = await CommandRun.OfAsync(["bench", folder, "--model", "finches", "--rate", "400", "--poisson", "--seed", "3", "--json", "--server", grid.Url, .. Fast]);
        var load = Assert.Single(JsonDocument.Parse(run.Output).RootElement.GetProperty("loads").EnumerateArray());
        Assert.Equal("open", load.GetProperty("loop").GetString());
        Assert.Equal("poisson", load.GetProperty("arrivals").GetString());
        Assert.Equal(400, load.GetProperty("rate").GetDouble());
        Assert.True(load.GetProperty("latenessMs").GetProperty("count").GetInt64() >= 60);
    }

    [Fact]
    public async Task What_is_wrong_with_the_first_photo_is_explained_before_anything_is_measured()
    {
        await using var grid = await FakeGrid.StartAsync((_, _) => throw new RpcException(new Status(StatusCode.NotFound, "There is no model finches.")));
        var run = await CommandRun.OfAsync(["bench", folder, "--model", "finches", "--server", grid.Url]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("There is no model finches.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate", "5", "--concurrency", "2")]
    [InlineData("--poisson")]
    [InlineData("--concurrency", "1.5")]
    [InlineData("--concurrency", "8:1")]
    [InlineData("--window", "never")]
    [InlineData("--percentile", "101")]
    [InlineData("--max-windows", "2")]
    [InlineData("--deadline", "0")]
    [InlineData("--chart", "loads.png")]
    public async Task A_load_that_is_none_is_a_wrong_command_line(params string[] options) =>
        Assert.Equal(2, (await CommandRun.OfAsync(["bench", folder, "--model", "finches", "--server", "http://127.0.0.1:1", .. options])).ExitCode);

    private static ClassifyResponse Answer(ClassifyRequest request, ServerCallContext context) => new()
    {
        Model = request.Model,
        Version = 1,
        Timings = new ClassifyTimings { DecodeMs = 1, QueueMs = 0.5, ComputeMs = 2.5, TotalMs = 4.2, BatchSize = 4 },
    };
}
