namespace BirdGrid.Silo.Hosting;

/// <summary>The silo's configuration is wrong.</summary>
/// <param name="message">Which setting, and what to do.</param>
public sealed class SiloConfigurationException(string message) : Exception(message);
