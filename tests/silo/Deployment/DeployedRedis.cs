using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>Starts Redis with the command of a deployment file, which is given the password in a variable, and asks it what it does.</summary>
internal static class DeployedRedis
{
    /// <summary>The variable; redis-cli reads it too.</summary>
    public const string PasswordVariable = "REDISCLI_AUTH";

    private const string Secret = "3f0b7a";

    /// <summary>Asserts that the server wants the password, tells nobody, and writes what it acknowledges.</summary>
    /// <param name="command">What starts the server; the port is put in.</param>
    /// <param name="isLoopbackOnly">Whether nobody else than this machine may reach it.</param>
    public static async Task AssertAsync(IEnumerable<string> command, bool isLoopbackOnly)
    {
        string folder = Directory.CreateTempSubdirectory("birdgrid-redis-").FullName;
        string port = FreePort();
        string[] words = [.. command.Select(word => word.Replace("redis-server -", $"redis-server - --port {port} --dir {folder}", StringComparison.Ordinal))];
        using var server = Process.Start(new ProcessStartInfo(words[0], words[1..]) { Environment = { [PasswordVariable] = Secret }, RedirectStandardOutput = true })!;
        try
        {
            while (await server.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
            }

            Assert.DoesNotContain(Secret, await File.ReadAllTextAsync($"/proc/{server.Id}/cmdline"), StringComparison.Ordinal);
            Assert.Contains("NOAUTH", await AskAsync(port, password: null, "ping"), StringComparison.Ordinal);
            Assert.Equal("PONG", await AskAsync(port, Secret, "ping"));
            Assert.Equal("appendonly\nyes", await AskAsync(port, Secret, "config", "get", "appendonly"));
            Assert.Equal("appendfsync\nalways", await AskAsync(port, Secret, "config", "get", "appendfsync"));
            Assert.Equal(isLoopbackOnly, await AskAsync(port, Secret, "config", "get", "bind") == "bind\n127.0.0.1");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> AskAsync(string port, string? password, params string[] question)
    {
        using var client = Process.Start(new ProcessStartInfo("redis-cli", ["-p", port, .. question]) { Environment = { [PasswordVariable] = password }, RedirectStandardOutput = true })!;
        string answer = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return answer.Trim();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
