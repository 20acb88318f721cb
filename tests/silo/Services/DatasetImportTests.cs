extern alias client;

using System.Security.Cryptography;
using System.Text;
using BirdGrid.Client.Datasets;
using BirdGrid.Silo.Tests.Support;
using BirdGrid.Vision.SyntheticBirds;
using client::BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Imports through a whole silo: what is taken, what is refused, what is kept.</summary>
public sealed class DatasetImportTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_kept_of_what_cannot_be_decoded()
    {
        string folder = Birds("undecodable");
        byte[] secret = Encoding.UTF8.GetBytes("root:x:0:0:root:/root:/bin/bash\n");
        Directory.CreateDirectory(Path.Combine(folder, "owl"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "owl", "passwd.jpg"), secret, Token);
        var version = await ImportAsync("undecodable", folder);

        Assert.Equal("owl/passwd.jpg", Assert.Single(version.Audit.Rejected).FileName);
        Assert.Equal(["owl"], version.Audit.VanishedClasses);
        Assert.Contains("Class 'owl' has no usable photo and is left out (1 could not be decoded).", version.Audit.Warnings);
        string hash = Convert.ToHexStringLower(SHA256.HashData(secret));
        string kept = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).First(f => !f.EndsWith("passwd.jpg", StringComparison.Ordinal)), Token)));
        string[] blobs = [.. Directory.EnumerateFiles(silo.DataDirectory, "*", SearchOption.AllDirectories).Select(f => f.Replace("/", string.Empty, StringComparison.Ordinal))];
        Assert.Contains(blobs, blob => blob.Contains(kept, StringComparison.Ordinal));
        Assert.DoesNotContain(blobs, blob => blob.Contains(hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Classes_that_look_the_same_are_one_and_those_without_photos_are_named()
    {
        string folder = Birds("spellings");
        string[] classes = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        Directory.Move(classes[0], Path.Combine(folder, "Gr\u00fcnfink"));
        Directory.Move(classes[1], Path.Combine(folder, "Gru\u0308nfink"));
        Directory.Move(classes[2], Path.Combine(folder, "wren "));
        Directory.CreateDirectory(Path.Combine(folder, "empty"));
        var version = await ImportAsync("spellings", folder);

        Assert.Equal([("Gr\u00fcnfink", 12), ("wren", 6)], version.Classes.Select(c => (c.Label, c.Train + c.Validation)));
        Assert.Equal(["empty"], version.Audit.VanishedClasses);
        Assert.Equal(("Gr\u00fcnfink", 2), (version.Audit.MergedClasses.Single().Label, version.Audit.MergedClasses.Single().Spellings.Count));
    }

    [Fact]
    public async Task A_photo_that_vanishes_does_not_end_the_import()
    {
        string folder = Birds("vanishing");
        var listing = PhotoFolder.List(folder);
        File.Delete(listing.Photos[3].Path);
        await File.AppendAllTextAsync(listing.Photos[4].Path, "more", Token);
        var skipped = new List<SkippedFile>();
        var version = await silo.Client.Datasets.ImportAsync(new ImportHeader { Dataset = "vanishing", RenditionSize = 64 }, listing.Photos, progress: null, skipped, Token);

        Assert.Equal(listing.Photos.Count - 2, version.TrainPhotos + version.ValidationPhotos);
        Assert.Equal([(listing.Photos[3].Name, SkipKind.Vanished), (listing.Photos[4].Name, SkipKind.Changed)], skipped.Select(s => (s.Name, s.Kind)));
    }

    [Theory]
    [InlineData("wren", "new\nline", "bad-label", "U+000A (line feed) at position 4")]
    [InlineData("wren", "\u202egnp.exe", "bad-label", "U+202E (direction of writing) at position 1")]
    [InlineData("wren", " ", "bad-label", "must have 1 to 256")]
    [InlineData("wren", "wren ", "too-few-classes", "at least two classes")]
    public async Task Labels_are_refused_before_the_first_photo(string first, string second, string reason, string named)
    {
        using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { Dataset = "labels", Labels = { first, second } } }, Token);
        await Refused(call, reason, named);
    }

    [Theory]
    [InlineData("disc\u001b]0;x", "The label of 'a\\u001B[2J.jpg' holds U+001B (escape) at position 5")]
    [InlineData("", "The label of 'a\\u001B[2J.jpg'")]
    public async Task A_photo_s_label_is_checked(string label, string named)
    {
        using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { Dataset = "labels" } }, Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = label, FileName = "a\u001b[2J.jpg", Length = 1 } }, Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Chunk = ByteString.CopyFrom(1) }, Token);
        await Refused(call, "bad-label", named);
    }

    [Fact]
    public async Task Thousands_of_classes_can_be_announced()
    {
        string folder = Birds("many");
        for (int i = 0; i < 5000; i++)
        {
            Directory.CreateDirectory(Path.Combine(folder, $"empty-{i:0000}"));
        }

        var version = await ImportAsync("many", folder);
        Assert.Equal(3, version.Classes.Count);
        Assert.Equal(100, version.Audit.VanishedClasses.Count);
    }

    [Fact]
    public async Task Names_of_datasets_have_letters_of_every_script()
    {
        await ImportAsync("\u9ce5-2024.05", Birds("script"));
        Assert.Equal("\u9ce5-2024.05", (await silo.Client.Datasets.GetAsync("\u9ce5-2024.05", Token)).Name);
        Assert.Contains("\u9ce5-2024.05", (await silo.Client.Datasets.ListAsync(Token)).Select(d => d.Dataset));
    }

    private static async Task Refused(AsyncDuplexStreamingCall<ImportRequest, ImportResponse> call, string reason, string named)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(Token))
            {
            }
        });
        Assert.Equal((StatusCode.InvalidArgument, reason), (error.StatusCode, error.Trailers.GetValue("birdgrid-reason")));
        Assert.Contains(named, error.Status.Detail, StringComparison.Ordinal);
    }

    private Task<DatasetVersion> ImportAsync(string dataset, string folder)
    {
        var listing = PhotoFolder.List(folder);
        return silo.Client.Datasets.ImportAsync(new ImportHeader { Dataset = dataset, RenditionSize = 64, Labels = { listing.Announced() } }, listing.Photos, cancellationToken: Token);
    }

    private string Birds(string name)
    {
        string folder = Path.Combine(silo.DataDirectory, $"photos-{name}");
        BirdDatasetWriter.Write(folder, seed: 3, speciesCount: 3, photosPerSpecies: 6, side: 64);
        return folder;
    }
}
