using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace BirdGrid.Grains.Storage;

/// <summary>Grain state in SQLite: one row a state, an integer etag that every write checks and raises.</summary>
/// <param name="database">The database.</param>
/// <param name="serializer">State to bytes.</param>
/// <param name="cluster">The service id, part of every key.</param>
/// <param name="clock">Time.</param>
public sealed class SqliteGrainStorage(SqliteDatabase database, IGrainStorageSerializer serializer, IOptions<ClusterOptions> cluster, TimeProvider clock) : IGrainStorage
{
    private const string Key = "service_id=$service AND grain_type=$type AND grain_key=$key AND state_name=$name";

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await database.RunAsync(connection => Read(connection, stateName, grainId));
        grainState.ETag = row?.ETag.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = row?.Payload is not null;
        grainState.State = row?.Payload is { } payload ? serializer.Deserialize<T>(new BinaryData(payload)) : Activator.CreateInstance<T>();
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        byte[] payload = serializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await StoreAsync(stateName, grainId, grainState.ETag, payload);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    /// <remarks>The row stays, without payload: a writer from before the clearing still finds its etag stale.</remarks>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await StoreAsync(stateName, grainId, grainState.ETag, payload: null);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private Task<string> StoreAsync(string stateName, GrainId grainId, string? etag, byte[]? payload) => database.RunAsync(connection =>
    {
        long? expected = etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);
        string sql = expected is null
            ? "INSERT INTO grain_state (service_id, grain_type, grain_key, state_name, etag, payload, updated_utc) VALUES ($service, $type, $key, $name, 1, $payload, $now) ON CONFLICT DO NOTHING"
            : $"UPDATE grain_state SET etag=etag+1, payload=$payload, updated_utc=$now WHERE {Key} AND etag=$etag";
        using var command = Bind(connection, sql, stateName, grainId);
        command.Parameters.AddWithValue("$payload", payload ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$now", clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$etag", expected ?? 0);
        if (command.ExecuteNonQuery() == 0)
        {
            string stored = Read(connection, stateName, grainId)?.ETag.ToString(CultureInfo.InvariantCulture) ?? "none";
            throw new InconsistentStateException($"State '{stateName}' of {grainId} was written by another activation.", stored, etag ?? "none");
        }

        return ((expected ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
    });

    private Row? Read(SqliteConnection connection, string stateName, GrainId grainId)
    {
        using var command = Bind(connection, $"SELECT etag, payload FROM grain_state WHERE {Key}", stateName, grainId);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new Row(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1)) : null;
    }

    private SqliteCommand Bind(SqliteConnection connection, string sql, string stateName, GrainId grainId) => connection.Command(
        sql,
        ("$service", cluster.Value.ServiceId),
        ("$type", grainId.Type.ToString()!),
        ("$key", grainId.Key.ToString()!),
        ("$name", stateName));

    private sealed record Row(long ETag, byte[]? Payload);
}
