using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Security.Keys;

/// <summary>
/// Every key that a silo knows, by its hash. A look-up costs one SHA-256 and allocates nothing. Which bucket is looked into depends on the hash of
/// what the caller sent, which tells nothing about a key; the hashes are then compared in constant time.
/// </summary>
internal sealed class ApiKeyCache
{
    private readonly SecurityOptions options;
    private readonly TimeProvider clock;
    private readonly ApiKeyEntry[] configured;
    private volatile FrozenDictionary<long, ApiKeyEntry> byHash;
    private volatile ApiKeyEntry[] stored = [];
    private volatile bool isLoaded;

    /// <summary>Knows the keys of the configuration.</summary>
    public ApiKeyCache(SecurityOptions options, TimeProvider clock)
    {
        this.options = options;
        this.clock = clock;
        configured = [.. options.ApiKeys.Select(k => new ApiKeyEntry(null, k.Name, k.Role, Convert.FromHexString(k.Hash), k.Expires, k.Limits ?? options.Limits, clock))];
        byHash = Index([]);
    }

    /// <summary>Keys of the grid's store.</summary>
    public IReadOnlyList<ApiKeyEntry> Stored => stored;

    /// <summary>Keys of the configuration.</summary>
    public IReadOnlyList<ApiKeyEntry> Configured => configured;

    /// <summary>Finds whom a key stands for.</summary>
    /// <param name="key">What the caller sent.</param>
    /// <param name="caller">The caller, where the key is good.</param>
    /// <returns>Why the key is refused, or null.</returns>
    public AccessException? Identify(ReadOnlySpan<char> key, out Caller? caller)
    {
        caller = null;
        Span<byte> hash = stackalloc byte[ApiKeySecret.HashBytes];
        if (!ApiKeySecret.TryHash(key, hash))
        {
            return AccessException.KeyUnknown;
        }

        if (!byHash.TryGetValue(BucketOf(hash), out var entry) || !CryptographicOperations.FixedTimeEquals(entry.Sha256, hash))
        {
            return isLoaded ? AccessException.KeyUnknown : AccessException.KeysNotLoaded;
        }

        var now = clock.GetUtcNow();
        if (entry.LapseAt(now) is { } lapsed)
        {
            return lapsed;
        }

        entry.Touch(now);
        caller = entry.Caller;
        return null;
    }

    /// <summary>Takes over what the grid's store holds now.</summary>
    public void Load(IReadOnlyList<ApiKeyRecord> keys)
    {
        var before = stored.ToDictionary(e => e.StoredId!, StringComparer.Ordinal);
        stored = [.. keys.Select(key => EntryOf(key, before))];
        byHash = Index(stored);
        isLoaded = true;
    }

    private static long BucketOf(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadInt64LittleEndian(hash);

    // An entry stays the same object while its key is known: streams that the key began hold on to it.
    private ApiKeyEntry EntryOf(ApiKeyRecord key, Dictionary<string, ApiKeyEntry> before)
    {
        var entry = before.GetValueOrDefault(key.Id) ?? new ApiKeyEntry(key.Id, key.Name, key.Role, key.Sha256, key.Expires, key.Limits ?? options.Limits, clock);
        if (key.Revoked is not null)
        {
            entry.Revoke();
        }

        return entry;
    }

    // The configuration is first: nobody takes a key of its over by storing another with the same hash.
    private FrozenDictionary<long, ApiKeyEntry> Index(IEnumerable<ApiKeyEntry> entries) => configured.Concat(entries)
        .DistinctBy(e => BucketOf(e.Sha256))
        .ToFrozenDictionary(e => BucketOf(e.Sha256));
}
