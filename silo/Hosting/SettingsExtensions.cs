using System.Globalization;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace BirdGrid.Silo.Hosting;

/// <summary>Brings the silo's defaults and the start's own words into the configuration.</summary>
internal static class SettingsExtensions
{
    /// <summary>Warnings and errors only, unless the configuration asks for more (Logging__LogLevel__Default=Information).</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Error",
        ["Logging:LogLevel:Microsoft.Orleans"] = "Error",

        // Health is asked for every few seconds; what is wrong is logged once, by whoever finds it.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",

        // What stops a start, and what ends a silo that nobody told to, is said once, by the program (StartFailure, SiloEnd).
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
    };

    /// <summary>Puts defaults below and what the start says above the environment variables (BIRDGRID__...), which the host has read.</summary>
    /// <exception cref="SiloConfigurationException">A setting is not written as key=value.</exception>
    public static void AddSiloSettings(this ConfigurationManager configuration, SiloStartOptions start)
    {
        var said = new Dictionary<string, string?>();
        Say(said, "BirdGrid:DataDirectory", start.DataDirectory);
        Say(said, "BirdGrid:Url", start.Url);
        Say(said, "BirdGrid:Role", start.Role);
        Say(said, $"{GridExtensions.DeviceSection}:Device", start.Device);
        Say(said, $"{GridExtensions.DeviceSection}:Threads", start.Threads?.ToString(CultureInfo.InvariantCulture));
        foreach (string setting in start.Settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new SiloConfigurationException($"'{setting}' is no setting: write key=value, for example BirdGrid:Inference:Replicas=2.");
            }

            said[setting[..equals]] = setting[(equals + 1)..];
        }

        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        configuration.AddInMemoryCollection(said);
    }

    /// <summary>Everything logged goes to standard error; standard output belongs to the program.</summary>
    public static void AddSiloLogging(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = VisibleConsoleFormatter.FormatName).AddConsoleFormatter<VisibleConsoleFormatter, ConsoleFormatterOptions>();
        logging.Services.RemoveAll<ILoggerProvider>();
        QuietLoggerProvider.Add(logging);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void Say(Dictionary<string, string?> said, string key, string? value)
    {
        if (value is not null)
        {
            said[key] = value;
        }
    }
}
