using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>Why Redis cannot be used, for people: StackExchange.Redis tells it in paragraphs, and in several places.</summary>
internal static class RedisFailure
{
    /// <summary>What Redis itself says begins with a word for the kind of the error.</summary>
    private static readonly (string Word, string Reason)[] Refusals =
    [
        ("READONLY", "is a read-only replica; name the primary in BirdGrid:Cluster:Redis"),
        ("OOM", "is out of memory (maxmemory); give it more"),
        ("LOADING", "is still loading its data"),
        ("MISCONF", "cannot save its data to disk; its log says why"),
        ("MASTERDOWN", "is a replica whose primary is away"),
        ("NOREPLICAS", "has too few replicas to take writes (min-replicas-to-write)"),
        ("WRONGPASS", "refuses the login: user name or password in BirdGrid:Cluster:Redis is wrong"),
        ("NOAUTH", "asks for a password: BirdGrid:Cluster:Redis needs password=..."),
        ("invalid password", "refuses the login: the password in BirdGrid:Cluster:Redis is wrong"),
        ("without any password configured", "knows no password: leave password=... out of BirdGrid:Cluster:Redis"),
        ("NOPERM", "does not let this user do what BirdGrid needs (ACL)"),
        ("DENIED", "runs in protected mode and takes no connections from elsewhere"),
        ("max number of clients", "has as many connections as it takes (maxclients)"),
    ];

    /// <summary>Why, as the rest of a sentence that begins with "it".</summary>
    public static string ReasonOf(Exception failure)
    {
        var causes = CausesOf(failure).ToList();
        foreach (var (word, reason) in Refusals)
        {
            if (causes.Exists(c => c.Message.Contains(word, StringComparison.Ordinal)))
            {
                return reason;
            }
        }

        if (causes.OfType<AuthenticationException>().Any())
        {
            return "does not speak TLS as expected; look at ssl=... in BirdGrid:Cluster:Redis and at its certificate";
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return ReasonOf(socket);
        }

        return causes.OfType<RedisConnectionException>().LastOrDefault() is { } connection ? ReasonOf(connection) : "does not answer in time";
    }

    /// <summary>An address, for people.</summary>
    public static string AddressOf(EndPoint address) => address is DnsEndPoint name ? $"{name.Host}:{name.Port}" : address.ToString()!;

    private static string ReasonOf(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "is not running there: nothing listens at that address",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "cannot be found: nobody knows that host name",
        SocketError.TimedOut => "does not answer in time",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "cannot be reached from this machine",
        _ => $"cannot be reached ({failure.SocketErrorCode})",
    };

    private static string ReasonOf(RedisConnectionException failure) => failure.FailureType switch
    {
        ConnectionFailureType.AuthenticationFailure => "refuses the login, or does not speak TLS as expected; look at password=... and ssl=... in BirdGrid:Cluster:Redis",
        ConnectionFailureType.ProtocolFailure => "answers, but not as Redis does: another program may listen there, or TLS is needed (ssl=true)",
        ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure => "closes the connection: another program may listen there, or TLS is needed (ssl=true)",
        ConnectionFailureType.UnableToResolvePhysicalConnection => "cannot be found: nobody knows that host name",
        ConnectionFailureType.Loading => "is still loading its data",
        _ => "does not answer in time",
    };

    private static IEnumerable<Exception> CausesOf(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
            if (failure is AggregateException { InnerExceptions.Count: > 1 } several)
            {
                foreach (var cause in several.InnerExceptions.Skip(1).SelectMany(CausesOf))
                {
                    yield return cause;
                }
            }
        }
    }
}
