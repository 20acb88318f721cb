using BirdGrid.Grid.Tests.Support;
using BirdGrid.TestSupport;
using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Grid.Tests;

/// <summary>Every malformed and hostile picture through the classify call: an answer or INVALID_ARGUMENT, and the silo lives.</summary>
public sealed class BadPhotosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_bad_file_gets_labels_or_invalid_argument_with_a_reason()
    {
        string bad = SharedData.Require("bad");
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder["data"]);
        await silo.ImportBirdsAsync(folder["birds"]);
        await silo.WaitForEndAsync((await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("bad", epochs: 1))).Id);
        double before = silo.PeakMemoryMiB;

        var client = new ClassificationService.ClassificationServiceClient(silo.Channel);
        string[] files = [.. Directory.EnumerateFiles(bad, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        int answered = 0;
        int refused = 0;
        foreach (string file in files)
        {
            var request = new ClassifyRequest { Model = "birds", Photo = ByteString.CopyFrom(await File.ReadAllBytesAsync(file)) };
            try
            {
                var response = await client.ClassifyAsync(request, deadline: DateTime.UtcNow.AddMinutes(1));
                Assert.NotEmpty(response.Labels);
                answered++;
            }
            catch (RpcException refusal)
            {
                Assert.True(refusal.StatusCode == StatusCode.InvalidArgument, $"{file}: {refusal.Status}");
                Assert.False(string.IsNullOrWhiteSpace(refusal.Trailers.GetValue("birdgrid-reason")), $"{file}: no reason");
                Assert.DoesNotContain("   at ", refusal.Status.Detail, StringComparison.Ordinal);
                refused++;
            }
        }

        output.WriteLine($"{files.Length} files: {answered} answered, {refused} refused; peak memory of the silo {silo.PeakMemoryMiB:0} MiB (before the files {before:0} MiB)");
        Assert.True(silo.IsAlive);
        Assert.True(answered > 20 && refused > 20, $"{answered} answered, {refused} refused");
    }
}
