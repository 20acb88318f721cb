using System.Net;

namespace BirdGrid.Client.Tests;

public sealed class OutwardProxyTests
{
    private static readonly OutwardProxy Everything = new(new WebProxy("http://proxy.example:3128"));

    [Theory]
    [InlineData("http://127.0.0.1:5401")]
    [InlineData("http://127.8.9.10:5401")]
    [InlineData("http://localhost:5401")]
    [InlineData("http://LOCALHOST.:5401")]
    [InlineData("http://silo.localhost")]
    [InlineData("https://[::1]:5401")]
    [InlineData("https://[::ffff:127.0.0.1]:5401")]
    [InlineData("http://0.0.0.0:5401")]
    public void This_machine_is_never_reached_through_a_proxy(string address)
    {
        Assert.True(Everything.IsBypassed(new Uri(address)));
        Assert.Null(Everything.GetProxy(new Uri(address)));
    }

    [Theory]
    [InlineData("https://silo.example:5401")]
    [InlineData("http://10.0.0.7:5401")]
    [InlineData("http://127.0.0.1.example:5401")]
    [InlineData("http://localhost.example")]
    public void Others_are(string address)
    {
        Assert.False(Everything.IsBypassed(new Uri(address)));
        Assert.Equal("proxy.example", Everything.GetProxy(new Uri(address))!.Host);
    }
}
