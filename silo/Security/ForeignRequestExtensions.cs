using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Security;

/// <summary>Keeps web pages of elsewhere away.</summary>
internal static class ForeignRequestExtensions
{
    /// <summary>On a silo that asks nobody who they are: refuses what web pages of elsewhere send, whatever it asks for.</summary>
    public static void UseForeignRequests(this WebApplication application)
    {
        if (!application.Services.GetRequiredService<CallerIdentification>().IsOpen)
        {
            return;
        }

        var foreign = application.Services.GetRequiredService<ForeignRequests>();
        application.Use((context, next) =>
        {
            try
            {
                foreign.RequireOwnHost(context.Request);
                foreign.RequireOwnOrigin(context.Request);
            }
            catch (AccessException refusal)
            {
                return RefusalResponse.WriteAsync(context, refusal.Error);
            }

            return next(context);
        });
    }

    /// <summary>Lets pages of the configured origins read answers.</summary>
    public static void UseAllowedOrigins(this WebApplication application, SecurityOptions options)
    {
        if (options.AllowedOrigins.Count > 0)
        {
            application.UseCors(cors => cors
                .WithOrigins([.. options.AllowedOrigins.Select(SecurityOptionsRules.OriginOf).OfType<string>()])
                .AllowAnyHeader()
                .WithMethods(HttpMethods.Get, HttpMethods.Post)
                .WithExposedHeaders("Retry-After", Services.Rest.InferJsonWriter.LengthHeader));
        }
    }
}
