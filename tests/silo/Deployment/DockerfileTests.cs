using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>The image as far as it can be checked without building it.</summary>
public sealed partial class DockerfileTests
{
    /// <summary>Where silos of the image keep their data.</summary>
    public const string DataDirectory = "/data";

    private static readonly string[] Lines = RepositoryFile.Read("deploy/Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');

    /// <summary>Folders that belong to the image's user.</summary>
    public static IReadOnlyList<string> OwnedFolders { get; } = [.. OwnedPattern().Match(string.Join('\n', Lines)).Groups["folders"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Number of the image's user, and of its group.</summary>
    public static long User { get; } = long.Parse(UserPattern().Match(string.Join('\n', Lines)).Groups["user"].Value, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void The_user_is_a_number_that_is_not_roots_and_owns_what_silos_write()
    {
        Assert.Equal(10001, User);
        Assert.Equal([DataDirectory, "/blobs"], OwnedFolders);
        Assert.Contains(Lines, line => line.StartsWith("ENV ", StringComparison.Ordinal) && line.Contains($"BirdGrid__DataDirectory={DataDirectory} ", StringComparison.Ordinal));
        Assert.Contains(Lines, line => line.Contains($"XDG_CACHE_HOME={DataDirectory}/", StringComparison.Ordinal));
    }

    [Fact]
    public void Packages_are_those_of_the_lock_files() =>
        Assert.Contains(Lines, line => line.StartsWith("RUN CI=true dotnet publish", StringComparison.Ordinal));

    [Fact]
    public void The_image_checks_its_health_with_the_script_that_it_holds()
    {
        Assert.Contains("COPY deploy/healthcheck.sh /opt/birdgrid/healthcheck.sh", Lines);
        Assert.Contains(Lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal) && line.EndsWith("CMD [\"/opt/birdgrid/healthcheck.sh\"]", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(RepositoryFile.PathOf("deploy/healthcheck.sh")).HasFlag(UnixFileMode.OtherExecute));
        }
    }

    [Theory]
    [InlineData("BirdGrid__ProbePort", "{0}", "/live", "200 OK", 0)]
    [InlineData("BirdGrid__RestUrl", "http://127.0.0.1:{0}", "/v2/health/live", "200 OK", 0)]
    [InlineData("BirdGrid__RestUrl", "http://127.0.0.1:{0}/", "/v2/health/live", "200 OK", 0)]
    [InlineData("BirdGrid__ProbePort", "{0}", "/live", "503 Service Unavailable", 1)]
    [InlineData("BirdGrid__ProbePort", "{0}", "/live", null, 1)]
    public async Task The_health_check_says_what_the_silo_answers(string variable, string value, string path, string? answer, int exitCode)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string setting = string.Format(System.Globalization.CultureInfo.InvariantCulture, value, ((IPEndPoint)listener.LocalEndpoint).Port);
        if (answer is null)
        {
            listener.Stop();
        }

        using var check = Process.Start(new ProcessStartInfo("bash", [RepositoryFile.PathOf("deploy/healthcheck.sh")]) { Environment = { [variable] = setting }, RedirectStandardError = true })!;
        if (answer is not null)
        {
            using var connection = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(connection.GetStream());
            Assert.Equal($"GET {path} HTTP/1.1", await reader.ReadLineAsync());
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n"));
            await check.WaitForExitAsync();
        }

        await check.WaitForExitAsync();
        Assert.Equal(exitCode, check.ExitCode);
    }

    [GeneratedRegex(@"chown 10001:10001 (?<folders>/[a-z /]+)$", RegexOptions.Multiline)]
    private static partial Regex OwnedPattern();

    [GeneratedRegex(@"^USER (?<user>\d+):\k<user>$", RegexOptions.Multiline)]
    private static partial Regex UserPattern();
}
