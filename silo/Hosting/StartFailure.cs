using System.Net.Sockets;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Storage;
using BirdGrid.Silo.Hosting.Redis;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>Why a silo did not start, for the person who started it.</summary>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="ExitCode">Exit code of the program.</param>
internal sealed record StartFailure(string Sentence, int ExitCode)
{
    /// <summary>Explains an exception; null where it is not one that the person can do something about.</summary>
    public static StartFailure? Explain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => Misconfigured(string.Join(" ", invalid.Failures)),
        GridIdentityException wrong => Misconfigured(wrong.Message),
        SiloConfigurationException wrong => Misconfigured(wrong.Message),
        OrleansConfigurationException wrong => Misconfigured(wrong.Message),
        InvalidOperationException { InnerException: FormatException or ArgumentException } unreadable => Misconfigured(unreadable.Message),
        RedisUnavailableException away => new($"{away.Message} Start or mend it, or correct BirdGrid:Cluster:Redis; BirdGrid:Cluster:WaitSeconds lets a start wait for it.", SiloProgram.Failure),
        AddressUnavailableException or DataDirectoryInUseException or SqliteStorageException or BlobStoreException or DeviceUnavailableException => new(failure.Message, SiloProgram.Failure),
        _ when SocketErrorOf(failure) is { } error => new(SentenceOf(error, failure), SiloProgram.Failure),
        _ => failure.InnerException is { } inner ? Explain(inner) : null,
    };

    private static StartFailure Misconfigured(string sentence) => new(sentence, SiloProgram.Misconfigured);

    private static SocketError? SocketErrorOf(Exception? failure) => failure switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        _ => SocketErrorOf(failure.InnerException),
    };

    private static string SentenceOf(SocketError error, Exception failure) => error == SocketError.AddressAlreadyInUse
        ? $"The address is in use: {failure.Message} Another silo may be running; name another address with --url."
        : $"The silo cannot listen: {failure.Message} Name another address with --url.";
}
