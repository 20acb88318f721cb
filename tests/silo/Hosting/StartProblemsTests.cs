using System.Net;
using System.Net.Sockets;
using BirdGrid.Silo.Hosting.Redis;
using BirdGrid.Silo.Hosting;

namespace BirdGrid.Silo.Tests.Hosting;

/// <summary>What a silo needs and cannot have at its start is told in one sentence, before anything of it has started.</summary>
public sealed class StartProblemsTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-start-").FullName;

    [Theory]
    [InlineData(null, "closes the connection")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "is another program")]
    [InlineData("-NOAUTH Authentication required.\r\n", "asks for a password")]
    [InlineData("-LOADING Redis is loading the dataset in memory\r\n", "is still loading its data")]
    [InlineData("-DENIED Redis is running in protected mode\r\n", "protected mode")]
    [InlineData("-ERR max number of clients reached\r\n", "as many connections as it takes")]
    [InlineData("\u0015\u0003\u0003\0\u0002\u0002F", "speaks TLS")]
    public async Task What_is_not_a_usable_Redis_is_named_with_its_address(string? answer, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, answer);

        var failure = await StartWithRedisAsync($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.StartsWith($"Redis at {listener.LocalEndpoint} cannot be used: it ", failure.Sentence);
        Assert.Contains(reason, failure.Sentence, StringComparison.Ordinal);
        Assert.Equal(SiloProgram.Failure, failure.ExitCode);
        listener.Stop();
        await answering;
    }

    [Theory]
    [InlineData("127.0.0.1:1", "nothing listens at that address")]
    [InlineData("no-such-host.invalid:6379", "nobody knows that host name")]
    public async Task A_Redis_that_is_not_there_is_named_with_its_address(string address, string reason)
    {
        var failure = await StartWithRedisAsync(address);

        Assert.StartsWith($"Redis at {address} cannot be used: it ", failure.Sentence);
        Assert.Contains(reason, failure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Redis_refuses_is_known_from_its_own_words() => Assert.All(
        ["READONLY You can't write against a read only replica.", "OOM command not allowed", "WRONGPASS invalid username-password pair", "MISCONF Redis is configured to save", "NOPERM this user has no permissions"],
        said => Assert.NotNull(RedisFailure.ReasonOf(said)));

    [Theory]
    [InlineData("BirdGrid:Url=http://127.0.0.1:{0}", "--url")]
    [InlineData("BirdGrid:RestUrl=http://127.0.0.1:{0}", "BirdGrid:RestUrl")]
    [InlineData("BirdGrid:ProbePort={0}", "BirdGrid:ProbePort")]
    [InlineData("BirdGrid:Telemetry:PrometheusPort={0}", "BirdGrid:Telemetry:PrometheusPort")]
    [InlineData("BirdGrid:Cluster:SiloPort={0}", "BirdGrid:Cluster:SiloPort")]
    [InlineData("BirdGrid:Cluster:GatewayPort={0}", "BirdGrid:Cluster:GatewayPort")]
    public async Task A_port_in_use_is_named_with_its_setting(string setting, string named)
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        var failure = await StartAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, setting, port));

        Assert.Contains($":{port} is in use; another silo may be running.", failure.Sentence, StringComparison.Ordinal);
        Assert.Contains(named, failure.Sentence, StringComparison.Ordinal);
        Assert.Equal(SiloProgram.Failure, failure.ExitCode);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        var failure = await StartAsync("BirdGrid:Cluster:Provider=Redis", "BirdGrid:Cluster:Redis=127.0.0.1:1", $"BirdGrid:Blobs:Directory={data}", "BirdGrid:Cluster:AdvertisedAddress=192.0.2.7");

        Assert.Equal("192.0.2.7 is no address of this machine. Correct BirdGrid:Cluster:AdvertisedAddress.", failure.Sentence);
    }

    [Fact]
    public async Task Waiting_for_Redis_has_limits() =>
        Assert.Equal(SiloProgram.Misconfigured, (await StartAsync("BirdGrid:Cluster:WaitSeconds=-1")).ExitCode);

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static async Task AnswerAsync(TcpListener listener, string? answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptSocketAsync(Token);
                await client.ReceiveAsync(new byte[1024], Token);
                if (answer is not null)
                {
                    await client.SendAsync(System.Text.Encoding.Latin1.GetBytes(answer), Token);
                }

                client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private Task<StartFailure> StartWithRedisAsync(string address) =>
        StartAsync("BirdGrid:Cluster:Provider=Redis", $"BirdGrid:Cluster:Redis={address}", $"BirdGrid:Blobs:Directory={data}");

    private async Task<StartFailure> StartAsync(params string[] settings)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningSilo.StartAsync(
            new SiloStartOptions { DataDirectory = data, Device = "cpu", Settings = ["BirdGrid:Url=http://127.0.0.1:0", .. settings] }, Token));
        return StartFailure.Explain(failure) ?? throw new InvalidOperationException("The failure has no sentence.", failure);
    }
}
