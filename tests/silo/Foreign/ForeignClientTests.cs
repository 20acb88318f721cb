using System.Diagnostics;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Support;
using BirdGrid.TestSupport;

namespace BirdGrid.Silo.Tests.Foreign;

/// <summary>Clients that know nothing of BirdGrid but its public protos (tests/foreign), against a whole silo and a network.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task Python_over_public_stubs_reflection_and_curl_are_answered()
    {
        RequireTools();
        string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
        await using (var silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu" }, CancellationToken.None))
        {
            await PublishedModel.PublishAsync(silo, "birds", ["robin", "wren", "blue tit"], imageSize: 64, seed: 5);
            var (exitCode, output) = await RunAsync(silo.Url, silo.RestUrl!, "birds");

            Assert.True(exitCode == 0, output);
            Assert.All((string[])["oip: ok", "reflection: ok", "rest: ok"], line => Assert.Contains(line, output, StringComparison.Ordinal));
            Assert.Contains("input: image UINT8 [-1, 64, 64, 3]", output, StringComparison.Ordinal);
            Assert.Contains("refused: Input 'image': expected 12288 bytes of raw contents, got 12289.", output, StringComparison.Ordinal);
            Assert.Contains("service: inference.GRPCInferenceService", output, StringComparison.Ordinal);
            Assert.Contains("history: 1 version(s)", output, StringComparison.Ordinal);
            Assert.Contains("health: 'birds' SERVING", output, StringComparison.Ordinal);
            Assert.Contains("v1 serving: SERVING_STATE_READY", output, StringComparison.Ordinal);
            Assert.Contains("unknown model: 404 404", output, StringComparison.Ordinal);
            Assert.Contains("wrong body: 400", output, StringComparison.Ordinal);
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        string script = Path.Combine(SharedData.RepositoryRoot, "tests", "foreign", "run.sh");
        using var process = Process.Start(new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}");
    }

    private static void RequireTools()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import grpc, grpc_tools"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            Assert.SkipUnless(process.ExitCode == 0, "Python's gRPC is missing; build/test-tools.sh installs it.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no /usr/bin/python3; build/test-tools.sh installs what is needed.");
        }
    }
}
