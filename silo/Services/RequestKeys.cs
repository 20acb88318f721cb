using System.Security.Cryptography;
using System.Text;

namespace BirdGrid.Silo.Services;

/// <summary>Idempotency keys of requests, and the ids that follow from them.</summary>
internal static class RequestKeys
{
    /// <summary>
    /// A caller's key, or a new one where it gave none. To be put back into the request: a call that is repeated must not do its work a second time.
    /// </summary>
    public static string OrNew(string key) => key.Length == 0 ? Guid.NewGuid().ToString("N") : key;

    /// <summary>The id of what a key starts: a repeat reaches the same grain.</summary>
    /// <param name="kind">What the id begins with.</param>
    /// <param name="key">The key.</param>
    public static string IdOf(string kind, string key) => $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12]}";
}
