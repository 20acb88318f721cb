using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>Why Redis cannot be used, for people: StackExchange.Redis tells it in paragraphs, and in several places.</summary>
internal static class RedisFailure
{
    private const string ReadOnly = "is a read-only replica; name the primary in BirdGrid:Cluster:Redis";

    /// <summary>What Redis itself says begins with a word for the kind of the error.</summary>
    private static readonly (string Word, string Reason)[] Refusals =
    [
        ("READONLY", ReadOnly),
        ("requires writable", ReadOnly),
        ("OOM", "is out of memory (maxmemory); give it more"),
        ("LOADING", "is still loading its data"),
        ("MISCONF", "cannot save its data to disk; its log says why"),
        ("MASTERDOWN", "is a replica whose primary is away"),
        ("NOREPLICAS", "has too few replicas to take writes (min-replicas-to-write)"),
        ("WRONGPASS", "refuses the login: user name or password in BirdGrid:Cluster:Redis is wrong"),
        ("NOAUTH", "asks for a password; name it in BirdGrid:Cluster:Redis (password=)"),
        ("invalid password", "refuses the login: the password in BirdGrid:Cluster:Redis is wrong"),
        ("without any password configured", "knows no password; leave it out of BirdGrid:Cluster:Redis"),
        ("NOPERM", "does not let this user do what BirdGrid needs (ACL)"),
        ("DENIED", "runs in protected mode and takes no connections from elsewhere"),
        ("max number of clients", "has as many connections as it takes (maxclients)"),
    ];

    /// <summary>Why, as the rest of a sentence that begins with "it"; null where the exception does not tell.</summary>
    public static string? ReasonOf(Exception failure)
    {
        var causes = CausesOf(failure).ToList();
        if (causes.Select(c => ReasonOf(c.Message)).FirstOrDefault(r => r is not null) is { } refusal)
        {
            return refusal;
        }

        if (causes.OfType<AuthenticationException>().Any())
        {
            return "does not speak TLS as expected; look at ssl= in BirdGrid:Cluster:Redis and at its certificate";
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return ReasonOf(socket);
        }

        return causes.OfType<RedisConnectionException>().LastOrDefault() is { } connection ? ReasonOf(connection) : null;
    }

    /// <summary>Why, where a text has what Redis says when it refuses something; null where it has not.</summary>
    public static string? ReasonOf(string text) =>
        Refusals.FirstOrDefault(r => text.Contains(r.Word, StringComparison.Ordinal)).Reason;

    /// <summary>An address, for people.</summary>
    public static string AddressOf(EndPoint address) => address is DnsEndPoint name ? $"{name.Host}:{name.Port}" : address.ToString()!;

    /// <summary>Why a socket could not be connected.</summary>
    public static string ReasonOf(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "is not running there: nothing listens at that address",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "cannot be found: nobody knows that host name",
        SocketError.TimedOut => "does not answer in time",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "cannot be reached from this machine",
        _ => $"cannot be reached ({failure.SocketErrorCode})",
    };

    private static string? ReasonOf(RedisConnectionException failure) => failure.FailureType switch
    {
        ConnectionFailureType.AuthenticationFailure => "refuses the login, or does not speak TLS as expected; look at password= and ssl= in BirdGrid:Cluster:Redis",
        ConnectionFailureType.Loading => "is still loading its data",
        _ => null,
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
