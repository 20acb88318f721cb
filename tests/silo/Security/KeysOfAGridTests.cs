extern alias client;

using System.Net;
using System.Net.Sockets;
using BirdGrid.Client;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Keys are the grid's, not a silo's.</summary>
public sealed class KeysOfAGridTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-two-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task A_key_that_one_silo_made_and_revoked_is_known_and_refused_by_the_other()
    {
        int port = FreePort();
        string[] settings = [.. SecuredSilo.KeySettings(0, "admin", "admin", out string key), "BirdGrid:Security:KeyRefreshSeconds=0.2"];
        await using var first = await StartAsync([.. settings, $"BirdGrid:Cluster:SiloPort={port}"]);
        await using var second = await StartAsync([.. settings, $"BirdGrid:Cluster:PrimarySiloPort={port}"]);
        using var admin = new BirdGridClient(new BirdGridClientOptions { Address = first.Url, ApiKey = key });
        var made = await admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "roaming", Role = Role.Reader }, Token);
        using var roaming = new BirdGridClient(new BirdGridClientOptions { Address = second.Url, ApiKey = made.Secret, Attempts = 1 });

        Assert.Equal(string.Empty, await AnswerOtherThanAsync(roaming, "key-unknown"));
        await admin.Security.RevokeKeyAsync(made.Key.Id, Token);
        Assert.Equal("key-revoked", await AnswerOtherThanAsync(roaming, string.Empty));
    }

    private static async Task<string> AnswerOtherThanAsync(BirdGridClient client, string answer)
    {
        while (true)
        {
            string now = string.Empty;
            try
            {
                await client.GetStatusAsync(Token);
            }
            catch (BirdGridException refused)
            {
                now = refused.Reason;
            }

            if (now != answer)
            {
                return now;
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<RunningSilo> StartAsync(string[] settings) =>
        RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = settings }, Token);
}
