using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BirdGrid.Silo.Tests.Deployment;

public sealed class ComposeFileTests
{
    private static readonly ComposeFile File = new DeserializerBuilder().IgnoreUnmatchedProperties().Build()
        .Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(RepositoryFile.Read("deploy/docker-compose.yml")))));

    private const string Password = "${BIRDGRID_REDIS_PASSWORD:?set it in deploy/.env}";

    [Theory]
    [InlineData("gateway")]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void A_silo_accepts_the_settings_of_its_service(string role)
    {
        var service = File.Services[role];

        var environment = service.Environment.ToDictionary(e => e.Key, e => e.Value.Replace(Password, "secret", StringComparison.Ordinal));
        var options = DeployedSettings.Accept(environment, service.Command);

        Assert.Equal(role, options.Role);
        Assert.Contains($"blobs:{options.Blobs.Directory}", service.Volumes);
        Assert.Equal("host", service.NetworkMode);
        Assert.EndsWith(",password=secret", options.Cluster.Redis, StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_write_nothing_but_their_volumes_and_gain_no_rights() => Assert.All(File.Services, service =>
    {
        Assert.True(service.Value.IsReadOnly, service.Key);
        Assert.Equal(["ALL"], service.Value.DroppedCapabilities);
        Assert.Equal(["no-new-privileges:true"], service.Value.SecurityOptions);
    });

    [Theory]
    [InlineData("gateway")]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void What_a_silo_writes_is_a_volume_on_a_folder_that_the_image_gives_its_user(string role)
    {
        string[] volumes = [.. File.Services[role].Volumes.Select(volume => volume.Split(':')[^1])];
        Assert.Equal(["/blobs", DockerfileTests.DataDirectory], volumes);
        Assert.All(volumes, volume => Assert.Contains(volume, DockerfileTests.OwnedFolders));
        Assert.Equal(["/tmp"], File.Services[role].Tmpfs);
    }

    [Fact]
    public void Every_image_can_be_pinned_from_outside() =>
        Assert.All(File.Services.Values, service => Assert.Matches(@"\A\$\{[A-Z_]+_IMAGE:-[^}]+\}\z", service.Image));

    [Fact]
    public void There_is_no_password_that_everybody_knows() =>
        Assert.DoesNotMatch(@"(?i)(password=|requirepass )[^$]", RepositoryFile.Read("deploy/docker-compose.yml").Replace("BIRDGRID_REDIS_PASSWORD=$(", string.Empty, StringComparison.Ordinal));

    [Fact]
    public async Task Redis_listens_on_loopback_writes_before_it_acknowledges_and_wants_the_password()
    {
        var redis = File.Services["redis"];
        Assert.Equal(Password, redis.Environment[DeployedRedis.PasswordVariable]);
        Assert.Equal("redis:/data", redis.Volumes.Single());
        await DeployedRedis.AssertAsync(redis.Command.Select(word => word.Replace("$$", "$", StringComparison.Ordinal)), isLoopbackOnly: true);
    }
}
