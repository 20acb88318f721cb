using System.Diagnostics;

namespace BirdGrid.TestSupport;

/// <summary>
/// A real S3-speaking server (npm's s3rver) over a temporary folder, with one bucket. Unlike AWS it takes any secret key, knows no
/// AbortMultipartUpload (it answers 405) and no aws-chunked bodies, and an upload that is cut leaves a short object.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    /// <summary>The bucket.</summary>
    public const string Bucket = "birdgrid";

    /// <summary>The one access key that the server knows; the secret key is the same.</summary>
    public const string Key = "S3RVER";

    private readonly string root = Directory.CreateTempSubdirectory("birdgrid-s3-").FullName;
    private Process? process;

    /// <summary>The server's address.</summary>
    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string program = Path.Combine(SharedData.RepositoryRoot, "tests/tools/s3rver/node_modules/s3rver/bin/s3rver.js");
        Assert.True(File.Exists(program), "s3rver is not installed: run build/test-tools.sh");
        string[] arguments = [program, "--directory", root, "--address", "127.0.0.1", "--port", "0", "--silent", "--no-vhost-buckets", "--configure-bucket", Bucket];
        process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
        const string announcement = "S3rver listening on ";
        string? line = null;
        while (line is not { Length: > 0 })
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(line is not null, "s3rver ended at once; its reason is on standard error.");
        }

        Address = new Uri("http://" + line[announcement.Length..]);
    }

    /// <summary>Keys of the objects below a prefix, short ones too.</summary>
    public IReadOnlyList<string> KeysBelow(string prefix)
    {
        string folder = Path.Combine(root, Bucket, prefix);
        const string suffix = "._S3rver_object";
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*" + suffix, SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(root, Bucket), path)[..^suffix.Length])]
            : [];
    }

    /// <summary>The file that holds an object; writing to it damages the object behind the server's back.</summary>
    public string FileOf(string key) => Path.Combine(root, Bucket, $"{key}._S3rver_object");

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
