namespace BirdGrid.Grains.Devices;

/// <summary>The configured device cannot be used on this machine.</summary>
/// <param name="message">Which device, why, and what to do.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class DeviceUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
