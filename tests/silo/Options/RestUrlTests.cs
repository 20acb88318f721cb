using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Tests.Options;

/// <summary>Where the REST services are.</summary>
public sealed class RestUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5401", null, "http://127.0.0.1:5402/")]
    [InlineData("http://localhost:7000", null, "http://localhost:7001/")]
    [InlineData("http://127.0.0.1:0", null, "http://127.0.0.1:0/")]
    [InlineData("http://127.0.0.1:5401", "http://127.0.0.1:80", "http://127.0.0.1/")]
    [InlineData("http://127.0.0.1:5401", "", null)]
    public void It_is_the_next_port_unless_said_otherwise(string url, string? restUrl, string? expected)
    {
        var options = new SiloOptions { Url = url, RestUrl = restUrl };
        Assert.Equal(expected, options.RestAddress()?.ToString());
        Assert.True(new SiloOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5401", "http://127.0.0.1:5401", 0, "5401")]
    [InlineData("http://127.0.0.1:5401", null, 5402, "5402")]
    [InlineData("http://127.0.0.1:65535", null, 0, "65535")]
    [InlineData("http://127.0.0.1:5401", "http://0.0.0.0:5402", 0, "0.0.0.0")]
    [InlineData("http://127.0.0.1:5401", "nonsense", 0, "nonsense")]
    public void What_cannot_be_is_refused(string url, string? restUrl, int probePort, string named)
    {
        var result = new SiloOptionsValidator().Validate(null, new SiloOptions { Url = url, RestUrl = restUrl, ProbePort = probePort });
        Assert.Contains(named, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_without_REST_listens_for_gRPC_alone()
    {
        string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
        await using (var silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = ["BirdGrid:RestUrl="] }, CancellationToken.None))
        {
            Assert.Null(silo.RestUrl);
            Assert.DoesNotContain("REST", silo.ReadyMessage, StringComparison.Ordinal);
            Assert.NotEqual(0, new Uri(silo.Url).Port);
        }

        Directory.Delete(data, recursive: true);
    }
}
