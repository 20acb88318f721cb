using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Options;

/// <summary>Reads the options that the silo is built from.</summary>
internal static class SiloOptionsExtensions
{
    /// <summary>Reads and checks the options before anything is built on them.</summary>
    /// <exception cref="SiloConfigurationException">A value is wrong.</exception>
    public static SiloOptions AddSiloOptions(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(SiloOptions.Section);
        builder.Services.AddOptions<SiloOptions>().Bind(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SiloOptions>, SiloOptionsValidator>();
        var options = section.Get<SiloOptions>() ?? new SiloOptions();
        var result = new SiloOptionsValidator().Validate(null, options);
        return result.Failed ? throw new SiloConfigurationException(string.Join(" ", result.Failures)) : options;
    }
}
