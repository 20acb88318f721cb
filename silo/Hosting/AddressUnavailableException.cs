using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Silo.Hosting;

/// <summary>The silo cannot listen where it is to.</summary>
/// <param name="address">The address.</param>
/// <param name="setting">The setting that names it.</param>
/// <param name="cause">What the system said.</param>
internal sealed class AddressUnavailableException(IPEndPoint address, string setting, SocketException cause) : Exception(SentenceOf(address, setting, cause), cause)
{
    private static string SentenceOf(IPEndPoint address, string setting, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{address} is in use; another silo may be running. Choose another port with {setting}.",
        SocketError.AddressNotAvailable => $"{address.Address} is no address of this machine. Correct {setting}.",
        SocketError.AccessDenied => $"The system does not let this user listen at {address}. Choose a port above 1023 with {setting}.",
        _ => $"The silo cannot listen at {address} ({cause.SocketErrorCode}). Correct {setting}.",
    };
}
