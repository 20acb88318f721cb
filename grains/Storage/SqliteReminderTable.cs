using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace BirdGrid.Grains.Storage;

/// <summary>Reminders in SQLite: they survive the silo.</summary>
/// <param name="database">The database.</param>
/// <param name="cluster">The service id, part of every key.</param>
public sealed class SqliteReminderTable(SqliteDatabase database, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private const string Columns = "SELECT grain_id, reminder_name, start_ticks, period_ticks, etag FROM reminder WHERE service_id=$service";

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(GrainId grainId) =>
        ReadAsync($"{Columns} AND grain_id=$grain", ("$grain", grainId.ToString()));

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        // The ring's range (begin, end] wraps around where begin is not below end.
        string range = begin < end ? "grain_hash>$begin AND grain_hash<=$end" : "(grain_hash>$begin OR grain_hash<=$end)";
        return ReadAsync($"{Columns} AND {range}", ("$begin", (long)begin), ("$end", (long)end));
    }

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var rows = await ReadAsync($"{Columns} AND grain_id=$grain AND reminder_name=$name", ("$grain", grainId.ToString()), ("$name", reminderName));
        return rows.Reminders.FirstOrDefault();
    }

    /// <inheritdoc/>
    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        string etag = Guid.NewGuid().ToString("N");
        return database.RunAsync<string?>(connection =>
        {
            using var command = connection.Command(
                "INSERT INTO reminder (service_id, grain_id, reminder_name, grain_hash, start_ticks, period_ticks, etag) VALUES ($service, $grain, $name, $hash, $start, $period, $etag) "
                + "ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE SET start_ticks=$start, period_ticks=$period, etag=$etag",
                ("$service", cluster.Value.ServiceId),
                ("$grain", entry.GrainId.ToString()),
                ("$name", entry.ReminderName),
                ("$hash", (long)entry.GrainId.GetUniformHashCode()),
                ("$start", entry.StartAt.ToUniversalTime().Ticks),
                ("$period", entry.Period.Ticks),
                ("$etag", etag));
            command.ExecuteNonQuery();
            return etag;
        });
    }

    /// <inheritdoc/>
    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => database.RunAsync(connection =>
    {
        using var command = connection.Command(
            "DELETE FROM reminder WHERE service_id=$service AND grain_id=$grain AND reminder_name=$name AND etag=$etag",
            ("$service", cluster.Value.ServiceId),
            ("$grain", grainId.ToString()),
            ("$name", reminderName),
            ("$etag", eTag));
        return command.ExecuteNonQuery() > 0;
    });

    /// <inheritdoc/>
    public Task TestOnlyClearTable() => database.RunAsync(connection =>
    {
        using var command = connection.Command("DELETE FROM reminder WHERE service_id=$service", ("$service", cluster.Value.ServiceId));
        return command.ExecuteNonQuery();
    });

    private Task<ReminderTableData> ReadAsync(string sql, params (string Name, object Value)[] parameters) => database.RunAsync(connection =>
    {
        using var command = connection.Command(sql, parameters);
        command.Parameters.AddWithValue("$service", cluster.Value.ServiceId);
        using var reader = command.ExecuteReader();
        var entries = new List<ReminderEntry>();
        while (reader.Read())
        {
            entries.Add(Entry(reader));
        }

        return new ReminderTableData(entries);
    });

    private static ReminderEntry Entry(SqliteDataReader reader) => new()
    {
        GrainId = GrainId.Parse(reader.GetString(0)),
        ReminderName = reader.GetString(1),
        StartAt = new DateTime(reader.GetInt64(2), DateTimeKind.Utc),
        Period = TimeSpan.FromTicks(reader.GetInt64(3)),
        ETag = reader.GetString(4),
    };
}
