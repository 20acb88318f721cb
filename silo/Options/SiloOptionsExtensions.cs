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
        // Kestrel would listen there besides BirdGrid:Url, and unchecked.
        if (builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            throw new SiloConfigurationException("Kestrel:Endpoints is set, and the silo listens on BirdGrid:Url alone: remove it.");
        }

        var section = builder.Configuration.GetSection(SiloOptions.Section);
        builder.Services.AddOptions<SiloOptions>().Bind(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SiloOptions>, SiloOptionsValidator>();
        var options = Read(section);
        var result = new SiloOptionsValidator().Validate(null, options);
        return result.Failed ? throw new SiloConfigurationException(string.Join(" ", result.Failures)) : options;
    }

    private static SiloOptions Read(IConfigurationSection section)
    {
        try
        {
            return section.Get<SiloOptions>() ?? new SiloOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new SiloConfigurationException(unreadable.Message);
        }
    }
}
