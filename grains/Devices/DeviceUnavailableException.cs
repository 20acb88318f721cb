namespace BirdGrid.Grains.Devices;

/// <summary>The device that was asked for cannot be used; the message says why and what to do.</summary>
[GenerateSerializer, Alias("birdgrid.device-unavailable")]
public sealed class DeviceUnavailableException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="inner">The cause, or null.</param>
    public DeviceUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
