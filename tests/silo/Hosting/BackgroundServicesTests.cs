using System.Reflection;
using BirdGrid.Grains.Hosting;
using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BirdGrid.Silo.Tests.Hosting;

/// <summary>.NET ends a host whose background service throws: BirdGrid's do not.</summary>
public sealed class BackgroundServicesTests
{
    [Theory]
    [InlineData("BirdGrid:Cluster:Provider=Localhost")]
    [InlineData("BirdGrid:Cluster:Provider=Redis")]
    public async Task Every_background_service_of_a_silo_is_supervised(string provider)
    {
        string data = Directory.CreateTempSubdirectory("birdgrid-services-").FullName;
        await using var silo = SiloHost.Build(new SiloStartOptions
        {
            DataDirectory = data,
            Url = "http://127.0.0.1:0",
            Device = "cpu",
            Settings = [provider, "BirdGrid:Cluster:Redis=127.0.0.1:1", $"BirdGrid:Blobs:Directory={data}"],
        });

        var ours = silo.Services.GetServices<IHostedService>().OfType<BackgroundService>().Where(s => s.GetType().FullName!.StartsWith("BirdGrid.", StringComparison.Ordinal)).ToList();

        Assert.True(ours.Count >= 6, "the silo's background services are not registered as they were");
        Assert.All(ours, service => Assert.IsAssignableFrom<SupervisedService>(service));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void No_class_is_a_background_service_in_another_way()
    {
        Assembly[] assemblies = [typeof(SupervisedService).Assembly, typeof(SiloProgram).Assembly];

        var others = assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t.IsAssignableTo(typeof(BackgroundService)) && !t.IsAssignableTo(typeof(SupervisedService)));

        Assert.Empty(others);
    }
}
