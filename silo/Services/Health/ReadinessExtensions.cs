namespace BirdGrid.Silo.Services.Health;

/// <summary>The checks that decide whether a silo is ready.</summary>
internal static class ReadinessExtensions
{
    /// <summary>
    /// Adds the checks. Unhealthy: the silo cannot classify, and should get no calls. Degraded: it classifies, and something else fails (changes are
    /// not kept, say): it stays ready, and the reason is shown. A description is one sentence that anybody may read: no addresses, paths or names.
    /// Everybody may ask, as often as they like: a check answers from memory, at once.
    /// </summary>
    public static IServiceCollection AddReadiness(this IServiceCollection services)
    {
        services.AddSingleton<SiloReadiness>();
        services.AddHealthChecks()
            .AddCheck<SiloHealthCheck>("silo")
            .AddCheck<ClassifierHealthCheck>("classifiers")
            .AddCheck<StateHealthCheck>("state")
            .AddCheck<DiskHealthCheck>("disk");
        return services;
    }
}
