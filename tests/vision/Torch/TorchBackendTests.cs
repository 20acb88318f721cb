using System.Diagnostics;
using System.Text.Json;
using BirdGrid.TestSupport;

namespace BirdGrid.Vision.Tests.Torch;

/// <summary>Which libtorch a build refers to, asked of the build itself; and the step that makes TorchSharp load under GCC 12's libstdc++.</summary>
public sealed class TorchBackendTests
{
    [Theory]
    [InlineData("cpu", "libtorch-cpu-linux-x64", "[2.10.0]")]
    [InlineData("cuda", "TorchSharp-cuda-linux", "[0.107.0]")]
    [InlineData("external", null, null)]
    public async Task A_backend_refers_to_its_own_libtorch_and_no_other(string backend, string? package, string? version)
    {
        string json = await MsBuildAsync("vision/BirdGrid.Vision.csproj", $"-p:TorchBackend={backend}", "-getItem:PackageReference", "-getItem:PackageVersion");

        using var document = JsonDocument.Parse(json);
        var items = document.RootElement.GetProperty("Items");
        string[] native = [.. Identities(items, "PackageReference").Where(p => p.Identity.StartsWith("libtorch", StringComparison.Ordinal) || p.Identity.StartsWith("TorchSharp-", StringComparison.Ordinal)).Select(p => p.Identity)];
        Assert.Equal(package is null ? [] : [package], native);
        if (package is not null)
        {
            Assert.Equal(version, Identities(items, "PackageVersion").Single(p => p.Identity == package).Version);
        }
    }

    [Fact]
    public async Task The_native_library_is_marked_once_and_only_where_the_host_lacks_the_version()
    {
        string folder = Directory.CreateTempSubdirectory("birdgrid-native-").FullName;
        try
        {
            string library = Path.Combine(folder, "libLibTorchSharp.so");
            File.Copy(PackagedLibrary(), library);
            byte[] original = File.ReadAllBytes(library);
            var written = File.GetLastWriteTimeUtc(library);

            await MarkAsync(folder, host: typeof(object).Assembly.Location);
            byte[] marked = File.ReadAllBytes(library);
            Assert.Equal(original.Length, marked.Length);
            Assert.Equal(1, original.Zip(marked).Count(p => p.First != p.Second));
            Assert.Equal(written, File.GetLastWriteTimeUtc(library));

            await MarkAsync(folder, host: typeof(object).Assembly.Location);
            Assert.Equal(marked, File.ReadAllBytes(library));

            File.Delete(library);
            File.WriteAllBytes(library, original);
            string modern = Path.Combine(folder, "libstdc++.so.6");
            File.WriteAllText(modern, "...GLIBCXX_3.4.32\0...");
            await MarkAsync(folder, modern);
            Assert.Equal(original, File.ReadAllBytes(library));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string PackagedLibrary()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
    }

    private static Task<string> MarkAsync(string folder, string host) =>
        MsBuildAsync("build/TorchNative.targets", "-t:MarkTorchNative", $"-p:TorchNativeFolder={folder}", $"-p:HostCxxLibraries={host}");

    private static IEnumerable<(string Identity, string? Version)> Identities(JsonElement items, string name) =>
        items.GetProperty(name).EnumerateArray().Select(i => (i.GetProperty("Identity").GetString()!, i.TryGetProperty("Version", out var v) ? v.GetString() : null));

    private static async Task<string> MsBuildAsync(string project, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", .. arguments]) { WorkingDirectory = SharedData.RepositoryRoot, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
