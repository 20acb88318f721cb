using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BirdGrid.Silo.Tests.Deployment;

public sealed class ComposeFileTests
{
    private static readonly ComposeFile File = new DeserializerBuilder().IgnoreUnmatchedProperties().Build()
        .Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(RepositoryFile.Read("deploy/docker-compose.yml")))));

    [Theory]
    [InlineData("gateway")]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void A_silo_accepts_the_settings_of_its_service(string role)
    {
        var service = File.Services[role];

        var options = DeployedSettings.Accept(service.Environment, service.Command);

        Assert.Equal(role, options.Role);
        Assert.Contains($"blobs:{options.Blobs.Directory}", service.Volumes);
        Assert.Equal("host", service.NetworkMode);
    }

    [Fact]
    public void Redis_listens_on_loopback_and_writes_before_it_acknowledges() =>
        Assert.Equal(["redis-server", "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", ""], File.Services["redis"].Command);
}
