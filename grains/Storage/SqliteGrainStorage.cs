using System.Globalization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace BirdGrid.Grains.Storage;

/// <summary>
/// Grain storage in an SQLite table. Every write and clear is checked against the etag the activation last saw: of two activations
/// that think they own a grain, the stale one gets an <see cref="InconsistentStateException"/>, which ends it.
/// </summary>
/// <param name="name">Name of the storage.</param>
/// <param name="serviceId">Orleans service the rows belong to.</param>
/// <param name="database">The file, possibly shared.</param>
/// <param name="serializer">Turns states into bytes.</param>
/// <param name="activators">Makes the state of a grain that has none stored.</param>
/// <param name="time">Stamps rows.</param>
internal sealed class SqliteGrainStorage(
    string name,
    string serviceId,
    SqliteDatabase database,
    IGrainStorageSerializer serializer,
    IActivatorProvider activators,
    TimeProvider time) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string Key = "service_id = $service AND grain_type = $type AND grain_key = $key AND state_name = $state";
    private const string SelectState = $"SELECT payload, etag FROM grain_state WHERE {Key}";
    private const string SelectEtag = $"SELECT etag FROM grain_state WHERE {Key}";
    private const string InsertState = """
        INSERT INTO grain_state(service_id, grain_type, grain_key, state_name, etag, payload, updated_utc)
        VALUES ($service, $type, $key, $state, (SELECT value FROM etag_floor) + 1, $payload, $now)
        ON CONFLICT DO NOTHING RETURNING etag
        """;

    private const string UpdateState = $"UPDATE grain_state SET payload = $payload, updated_utc = $now, etag = etag + 1 WHERE {Key} AND etag = $etag RETURNING etag";
    private const string DeleteState = $"DELETE FROM grain_state WHERE {Key} AND etag = $etag";

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe($"{nameof(SqliteGrainStorage)}-{name}", ServiceLifecycleStage.ApplicationServices, _ => database.OpenAsync());

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => Select(session, stateName, grainId), cancellationToken);
        if (row is null)
        {
            Forget(grainState);
            return;
        }

        grainState.State = Deserialize<T>(row.Payload, stateName, grainId);
        grainState.ETag = Format(row.Etag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        byte[] payload = serializer.Serialize(grainState.State).ToArray();
        string now = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        long? expected = Parse(grainState.ETag, stateName, grainId);
        var outcome = await database.WriteAsync(session => Upsert(session, stateName, grainId, expected, payload, now), cancellationToken);
        grainState.ETag = Format(outcome.NewEtag ?? throw Conflict("write", stateName, grainId, outcome.StoredEtag, grainState.ETag));
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        long? expected = Parse(grainState.ETag, stateName, grainId);
        var (isCleared, storedEtag) = await database.WriteAsync(session => Delete(session, stateName, grainId, expected), cancellationToken);
        if (!isCleared)
        {
            throw Conflict("clear", stateName, grainId, storedEtag, grainState.ETag);
        }

        Forget(grainState);
    }

    private T Deserialize<T>(byte[] payload, string stateName, GrainId grainId)
    {
        try
        {
            return serializer.Deserialize<T>(BinaryData.FromBytes(payload)) ?? activators.GetActivator<T>().Create();
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            // Whatever a serializer makes of bytes that are none of its own.
            throw SqliteErrors.Damaged(database.Path, $"state {stateName} of {grainId}", unreadable);
        }
    }

    private StoredState? Select(SqliteSession session, string stateName, GrainId grainId)
    {
        using var reader = session.Query(SelectState, KeyOf(stateName, grainId));
        return reader.Read() ? new StoredState(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)) : null;
    }

    private (long? NewEtag, long? StoredEtag) Upsert(SqliteSession session, string stateName, GrainId grainId, long? expected, byte[] payload, string now)
    {
        var key = KeyOf(stateName, grainId);
        long? newEtag = expected is { } etag
            ? session.Scalar(UpdateState, [.. key, ("$payload", payload), ("$now", now), ("$etag", etag)])
            : session.Scalar(InsertState, [.. key, ("$payload", payload), ("$now", now)]);
        return newEtag is null ? (null, session.Scalar(SelectEtag, key)) : (newEtag, newEtag);
    }

    private (bool IsCleared, long? StoredEtag) Delete(SqliteSession session, string stateName, GrainId grainId, long? expected)
    {
        var key = KeyOf(stateName, grainId);
        if (expected is { } etag && session.Change(DeleteState, [.. key, ("$etag", etag)]) == 1)
        {
            SqliteSchema.RaiseEtagFloor(session, etag);
            return (true, null);
        }

        // Clearing what was never written is no conflict.
        long? stored = session.Scalar(SelectEtag, key);
        return (expected is null && stored is null, stored);
    }

    private (string Name, object Value)[] KeyOf(string stateName, GrainId grainId) =>
        [("$service", serviceId), ("$type", grainId.Type.ToString()!), ("$key", grainId.Key.ToString()!), ("$state", stateName)];

    private void Forget<T>(IGrainState<T> grainState)
    {
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private long? Parse(string? etag, string stateName, GrainId grainId)
    {
        if (string.IsNullOrEmpty(etag))
        {
            return null;
        }

        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new InconsistentStateException($"'{etag}' is no etag of the SQLite storage '{name}' (grain {grainId}, state {stateName}); read the state again before writing it.");
    }

    private static string Format(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    private InconsistentStateException Conflict(string operation, string stateName, GrainId grainId, long? storedEtag, string? currentEtag)
    {
        string stored = storedEtag is { } etag ? Format(etag) : "none";
        return new InconsistentStateException($"Could not {operation} state {stateName} of grain {grainId} in the SQLite storage '{name}': it was changed by another activation.", stored, currentEtag ?? "none");
    }

    private sealed record StoredState(byte[] Payload, long Etag);
}
