namespace BirdGrid.Silo.Hosting;

/// <summary>Brings the start's own words into the configuration.</summary>
internal static class SettingsExtensions
{
    /// <summary>Adds environment variables (BIRDGRID__...) and, above them, what the start says.</summary>
    public static void AddSiloSettings(this ConfigurationManager configuration, SiloStartOptions start)
    {
        var said = new Dictionary<string, string?>();
        Say(said, "BirdGrid:DataDirectory", start.DataDirectory);
        Say(said, "BirdGrid:Url", start.Url);
        Say(said, "BirdGrid:Role", start.Role);
        Say(said, $"{GridExtensions.DeviceSection}:Device", start.Device);
        Say(said, $"{GridExtensions.DeviceSection}:Threads", start.Threads?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (string setting in start.Settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new SiloConfigurationException($"'{setting}' is no setting: write key=value, for example BirdGrid:Inference:Replicas=2.");
            }

            said[setting[..equals]] = setting[(equals + 1)..];
        }

        configuration.AddInMemoryCollection(said);
    }

    /// <summary>Warnings and errors to standard error; standard output belongs to the program.</summary>
    public static void AddSiloLogging(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Microsoft.Orleans", LogLevel.Error);
        logging.AddFilter("Orleans", LogLevel.Error);
    }

    private static void Say(Dictionary<string, string?> said, string key, string? value)
    {
        if (value is not null)
        {
            said[key] = value;
        }
    }
}
