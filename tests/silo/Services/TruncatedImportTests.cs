extern alias client;

using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.Silo.Tests.Support;
using BirdGrid.Vision.SyntheticBirds;
using client::BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Photos that end before their last pixel, through an import: rejected with what is there, or taken and counted.</summary>
public sealed class TruncatedImportTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    [Fact]
    public async Task They_are_rejected_unless_they_are_asked_for_and_the_version_counts_them()
    {
        string folder = Directory.CreateTempSubdirectory("birdgrid-truncated-").FullName;
        try
        {
            BirdDatasetWriter.Write(folder, seed: 3, speciesCount: 2, photosPerSpecies: 8, side: 96);
            string[] files = [.. Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            Cut(files[0], 0.8);
            Cut(files[1], 0.7);
            Cut(files[2], 0.1);

            var refused = await ImportAsync(folder, TruncatedPhotos.Unspecified);
            Assert.Equal((3, 0, files.Length - 3), (refused.Audit.RejectedCount, refused.Audit.TruncatedAccepted, CountOf(refused)));
            Assert.Contains(refused.Audit.Rejected, rejected => rejected.Reason.Contains("% of its rows are there; send the whole file, or take it as it is with --truncated accept", StringComparison.Ordinal));

            var accepted = await ImportAsync(folder, TruncatedPhotos.Accept);
            Assert.Equal((1, 2, files.Length - 1), (accepted.Audit.RejectedCount, accepted.Audit.TruncatedAccepted, CountOf(accepted)));
            Assert.Equal(accepted.Manifest, (await ImportAsync(folder, TruncatedPhotos.Accept)).Manifest);
            Assert.NotEqual(accepted.Manifest, refused.Manifest);
            Assert.Equal(2, (await silo.Client.Datasets.GetAsync("truncated")).Versions[0].Audit.TruncatedAccepted);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_choice_that_does_not_exist_is_an_invalid_argument()
    {
        var error = await Assert.ThrowsAsync<BirdGridException>(() => silo.Client.Datasets.ImportAsync(new ImportHeader { Dataset = "odd", Truncated = (TruncatedPhotos)7 }, []));
        Assert.Equal((StatusCode.InvalidArgument, "unknown-truncated"), (error.Status, error.Reason));
    }

    private Task<DatasetVersion> ImportAsync(string folder, TruncatedPhotos truncated) =>
        silo.Client.Datasets.ImportAsync(new ImportHeader { Dataset = "truncated", SplitSeed = 1, RenditionSize = 80, Truncated = truncated }, PhotoFolder.Read(folder));

    private static int CountOf(DatasetVersion version) => version.TrainPhotos + version.ValidationPhotos + version.TestPhotos;

    private static void Cut(string file, double share)
    {
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(int)(whole.Length * share)]);
    }
}
