using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Certificates;
using BirdGrid.Silo.Security.Keys;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Security.Tokens;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BirdGrid.Silo.Security;

/// <summary>Who may call a silo, for what and how much, and what is written down of it.</summary>
internal static class SecurityExtensions
{
    /// <summary>Adds authentication, limits and the audit log.</summary>
    public static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder, SiloOptions options)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Security);
        services.AddSingleton(options.Tls);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Limits.ForPhotos());
        services.AddSingleton<TlsCertificates>();

        services.AddSingleton<ApiKeyCache>();
        services.AddSingleton<TokenCallers>();
        services.AddSingleton<CertificateCallers>();
        services.AddSingleton<CallerIdentification>();
        services.AddSingleton<EndpointRules>();
        services.AddSingleton<ForeignRequests>();
        services.AddSingleton<UnmappedRequests>();
        services.AddCors();

        services.AddSingleton<ReleasedMemory>().AddHostedService(provider => provider.GetRequiredService<ReleasedMemory>());
        services.AddSingleton<ByteBudgets>();
        services.AddSingleton<RequestBodies>();

        // Stopped in reverse: the log is there until the last call has ended.
        services.AddSingleton<AuditLog>().AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<DataDirectoryCheck>();
        services.AddSingleton<DiskWatch>().AddHostedService(provider => provider.GetRequiredService<DiskWatch>());
        services.AddSingleton<CallerUsages>().AddHostedService(provider => provider.GetRequiredService<CallerUsages>());
        services.AddSingleton<ApiKeyRefresh>().AddHostedService(provider => provider.GetRequiredService<ApiKeyRefresh>());
        return builder;
    }

    /// <summary>Puts the check of callers before every endpoint.</summary>
    public static void UseSecurity(this WebApplication application, SecurityOptions options)
    {
        // What configuration alone decides is decided before the silo listens: a token's key that cannot be read stops the start.
        _ = application.Services.GetRequiredService<TokenCallers>();
        // Whoever reads a path may ask for its headers alone; Kestrel sends no body in answer to HEAD, whatever is written.
        application.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        application.UseRouting();
        application.UseAllowedOrigins(options);
        application.UseMiddleware<AccessMiddleware>();
    }
}
