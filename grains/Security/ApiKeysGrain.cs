using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Security;

/// <inheritdoc cref="IApiKeysGrain"/>
public sealed class ApiKeysGrain([PersistentState("api-keys")] IPersistentState<ApiKeysState> state, TimeProvider clock) : Grain, IApiKeysGrain
{
    /// <summary>Most keys, revoked ones included: they are read and written in one piece.</summary>
    internal const int MostKeys = 10_000;

    private List<ApiKeyRecord> Keys => state.State.Keys;

    /// <inheritdoc/>
    public async Task<ApiKeyRecord> Add(ApiKeyRecord key)
    {
        if (Keys.Find(k => k.Id == key.Id) is { } known)
        {
            return known;
        }

        if (Keys.Count >= MostKeys)
        {
            throw new ConflictException("too-many-keys", $"There are {MostKeys} keys, and no more fit: use token (JWT) authentication where there are that many callers.");
        }

        var now = clock.GetUtcNow();
        if (Keys.Exists(k => k.Name == key.Name && k.Revoked is null && !(k.Expires <= now)))
        {
            throw new ConflictException("key-name-taken", $"There is a valid key named '{key.Name}': revoke it first, or choose another name, so that the audit log says whose key was used.");
        }

        Keys.Add(key);
        await SaveChangeAsync();
        return key;
    }

    /// <inheritdoc/>
    public async Task<ApiKeyRecord> Revoke(string id)
    {
        int position = Keys.FindIndex(k => k.Id == id);
        if (position < 0)
        {
            throw new NotFoundException("unknown-key", "The grid's store has no key with that id; `birdgrid keys list` shows what there is. Keys of a silo's configuration are revoked there.");
        }

        if (Keys[position].Revoked is null)
        {
            Keys[position] = Keys[position] with { Revoked = clock.GetUtcNow() };
            await SaveChangeAsync();
        }

        return Keys[position];
    }

    /// <inheritdoc/>
    public Task<ApiKeysSnapshot> Read(long knownRevision) =>
        Task.FromResult(new ApiKeysSnapshot(state.State.Revision, knownRevision == state.State.Revision ? null : [.. Keys]));

    /// <inheritdoc/>
    public async Task Touch(IReadOnlyDictionary<string, DateTimeOffset> lastUsed)
    {
        bool changed = false;
        for (int i = 0; i < Keys.Count; i++)
        {
            if (lastUsed.TryGetValue(Keys[i].Id, out var when) && !(Keys[i].LastUsed >= when))
            {
                Keys[i] = Keys[i] with { LastUsed = when };
                changed = true;
            }
        }

        if (changed)
        {
            await state.SaveAsync(DeactivateOnIdle);
        }
    }

    private Task SaveChangeAsync()
    {
        state.State.Revision++;
        return state.SaveAsync(DeactivateOnIdle);
    }
}
