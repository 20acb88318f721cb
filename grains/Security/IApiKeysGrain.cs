namespace BirdGrid.Grains.Security;

/// <summary>The grid's own API keys; there is one such grain, with the key 0.</summary>
[Alias("birdgrid.api-keys")]
public interface IApiKeysGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a key; adding the same one again changes nothing.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ConflictException">There are as many keys as there may be, or a valid one has the same name.</exception>
    [Alias("add")]
    Task<ApiKeyRecord> Add(ApiKeyRecord key);

    /// <summary>Revokes a key; revoking it again changes nothing.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="NotFoundException">There is no such key.</exception>
    [Alias("revoke")]
    Task<ApiKeyRecord> Revoke(string id);

    /// <summary>The keys, where something has changed.</summary>
    /// <param name="knownRevision">The revision that the caller has; -1: none.</param>
    [Alias("read")]
    Task<ApiKeysSnapshot> Read(long knownRevision);

    /// <summary>Notes when keys were last used.</summary>
    /// <param name="lastUsed">Times by id; ids that are not there are passed over.</param>
    [Alias("touch")]
    Task Touch(IReadOnlyDictionary<string, DateTimeOffset> lastUsed);
}
