using BirdGrid.Silo.Options;
using BirdGrid.Silo.Probes;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Services;
using BirdGrid.Silo.Services.Rest;
using BirdGrid.Silo.Telemetry;

namespace BirdGrid.Silo.Hosting;

/// <summary>Puts a silo together.</summary>
public static class SiloHost
{
    /// <summary>Builds a silo that has not started.</summary>
    /// <param name="start">What the start says itself; it outranks environment variables.</param>
    /// <exception cref="SiloConfigurationException">The configuration is wrong.</exception>
    public static WebApplication Build(SiloStartOptions start) => Build(start, _ => { });

    /// <summary>Builds a silo with some of its services replaced.</summary>
    internal static WebApplication Build(SiloStartOptions start, Action<IServiceCollection> replace)
    {
        // The working directory belongs to the caller: settings files that lie there are not the silo's.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSiloSettings(start);
        builder.Logging.AddSiloLogging();
        var options = builder.AddSiloOptions();

        builder.Services.AddSingleton<SiloEnd>().AddHostedService(_ => PortCheck.Of(options));

        // Hosted services stop in reverse: the device outlives the grains that hold models on it.
        builder
            .AddDevice(options)
            .AddBlobs(options)
            .AddGrid(options)
            .AddSecurity(options)
            .AddGrpcServices(options)
            .AddProbes(options)
            .AddTelemetry(options.Telemetry);
        builder.Services.AddSingleton<Draining>().AddHostedService(provider => provider.GetRequiredService<Draining>());
        replace(builder.Services);

        var application = builder.Build();
        application.MapProbes(options);
        application.UseForeignRequests();
        application.MapMetrics(options.Telemetry);
        application.UseSecurity(options.Security);
        application.UseTranscodedRequests();
        application.MapGrpcServices();
        application.MapRest();
        return application;
    }
}
