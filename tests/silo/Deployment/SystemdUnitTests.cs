namespace BirdGrid.Silo.Tests.Deployment;

public sealed class SystemdUnitTests
{
    private static readonly string[] Lines = RepositoryFile.Read("deploy/systemd/birdgrid@.service").Split('\n');

    [Theory]
    [InlineData("all")]
    [InlineData("gateway")]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void A_silo_accepts_the_settings_of_its_unit(string instance)
    {
        var environment = Lines.Where(l => l.StartsWith("Environment=", StringComparison.Ordinal)).Select(l => l["Environment=".Length..].Replace("%i", instance).Replace("%S", "/var/lib").Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(instance, DeployedSettings.Accept(environment, ["serve"]).Role);
    }

    [Fact]
    public void A_wrong_configuration_is_not_tried_again() =>
        Assert.Contains($"RestartPreventExitStatus={SiloProgram.Misconfigured}", Lines);
}
