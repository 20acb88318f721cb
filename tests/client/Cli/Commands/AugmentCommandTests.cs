using BirdGrid.Cli;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;

namespace BirdGrid.Client.Tests.Cli.Commands;

public sealed class AugmentCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-augment-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("augment list", ExitCodes.Success)]
    [InlineData("augment list --json", ExitCodes.Success)]
    [InlineData("augment show trivial", ExitCodes.Success)]
    [InlineData("augment show trivail", ExitCodes.Refused)]
    [InlineData("augment check /nowhere/at/all.json", ExitCodes.Failure)]
    [InlineData("augment preview photo.jpg", ExitCodes.Usage)]
    [InlineData("augment preview photo.jpg --policy light --count 0", ExitCodes.Usage)]
    [InlineData("augment preview photo.jpg --policy light --size 5000", ExitCodes.Usage)]
    [InlineData("augment", ExitCodes.Usage)]
    public async Task Exit_codes_tell_what_happened(string line, int expected) =>
        Assert.Equal(expected, await BirdGridProgram.RunAsync(line.Split(' ')));

    [Fact]
    public async Task A_policy_shown_can_be_changed_checked_and_previewed()
    {
        string policy = Path.Combine(folder, "mine.json");
        string photo = Path.Combine(folder, "bird.png");
        string sheet = Path.Combine(folder, "sheet.png");
        await File.WriteAllTextAsync(policy, AugmentationPolicy.FileOf("mobius").Replace("\"maxDegrees\": 15", "\"maxDegrees\": 45", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(photo, PhotoEncoder.EncodePng(new BirdPainter(96).Draw(BirdSpeciesCatalog.All[1], 1, 0)));

        Assert.Equal(ExitCodes.Success, await BirdGridProgram.RunAsync(["augment", "check", policy]));
        Assert.Equal(ExitCodes.Success, await BirdGridProgram.RunAsync(["augment", "show", policy]));
        Assert.Equal(ExitCodes.Success, await BirdGridProgram.RunAsync(["augment", "preview", photo, "--policy", policy, "--out", sheet, "--count", "5", "--size", "64"]));
        Assert.Equal((3 * 72) + 8, new PhotoDecoder().Decode(await File.ReadAllBytesAsync(sheet)).Width);
    }

    [Fact]
    public async Task A_policy_file_with_an_error_is_refused_before_a_silo_is_asked()
    {
        string policy = Path.Combine(folder, "bad.json");
        await File.WriteAllTextAsync(policy, "{ \"rotation\": { \"maxDegrees\": 400 } }");
        Assert.Equal(ExitCodes.Refused, await BirdGridProgram.RunAsync(["augment", "check", policy]));
        Assert.Equal(ExitCodes.Refused, await BirdGridProgram.RunAsync(["train", "--dataset", "d", "--augment", policy, "--server", "http://127.0.0.1:1"]));
    }

    [Fact]
    public async Task A_photo_that_is_none_is_refused_and_no_sheet_is_written()
    {
        string photo = Path.Combine(folder, "bird.jpg");
        string sheet = Path.Combine(folder, "sheet.png");
        await File.WriteAllTextAsync(photo, "not a photo");
        Assert.Equal(ExitCodes.Refused, await BirdGridProgram.RunAsync(["augment", "preview", photo, "--policy", "light", "--out", sheet]));
        Assert.False(File.Exists(sheet));
    }
}
