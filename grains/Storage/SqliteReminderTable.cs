using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace BirdGrid.Grains.Storage;

/// <summary>Reminders in an SQLite table, so that they outlive the cluster.</summary>
/// <param name="databases">The silo's open files.</param>
/// <param name="options">The instance named <see cref="SqliteStorageOptions.RemindersName"/> is used.</param>
/// <param name="cluster">The service the rows belong to.</param>
/// <param name="clock">Time.</param>
internal sealed class SqliteReminderTable(SqliteDatabases databases, IOptionsMonitor<SqliteStorageOptions> options, IOptions<ClusterOptions> cluster, TimeProvider clock) : IReminderTable
{
    private const string Columns = "grain_id, reminder_name, start_utc_ticks, period_ticks, etag";
    private const string SelectByGrain = $"SELECT {Columns} FROM reminder WHERE service_id = $service AND grain_id = $grain";
    private const string SelectOne = $"{SelectByGrain} AND reminder_name = $name";
    private const string SelectInside = $"SELECT {Columns} FROM reminder WHERE service_id = $service AND grain_hash > $begin AND grain_hash <= $end";
    private const string SelectAround = $"SELECT {Columns} FROM reminder WHERE service_id = $service AND (grain_hash > $begin OR grain_hash <= $end)";
    private const string Upsert = """
        INSERT INTO reminder(service_id, grain_id, reminder_name, grain_hash, start_utc_ticks, period_ticks, etag)
        VALUES ($service, $grain, $name, $hash, $start, $period, (SELECT value FROM etag_floor) + 1)
        ON CONFLICT DO UPDATE SET start_utc_ticks = $start, period_ticks = $period, etag = etag + 1
        RETURNING etag
        """;

    private const string Delete = "DELETE FROM reminder WHERE service_id = $service AND grain_id = $grain AND reminder_name = $name AND etag = $etag";
    private const string HighestEtag = "SELECT max(etag) FROM reminder WHERE service_id = $service";
    private const string DeleteAll = "DELETE FROM reminder WHERE service_id = $service";

    private readonly SqliteDatabase _database = databases.Get(options.Get(SqliteStorageOptions.RemindersName));
    private readonly string _serviceId = cluster.Value.ServiceId;

    /// <inheritdoc/>
    public Task Init() => _database.OpenAsync();

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(GrainId grainId) =>
        ReadAsync(SelectByGrain, ("$service", _serviceId), ("$grain", grainId.ToString()));

    /// <inheritdoc/>
    /// <remarks>The range excludes begin and includes end on the hash ring; where begin is not below end it runs through zero.</remarks>
    public Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        ReadAsync(begin < end ? SelectInside : SelectAround, ("$service", _serviceId), ("$begin", (long)begin), ("$end", (long)end));

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var rows = await ReadAsync(SelectOne, ("$service", _serviceId), ("$grain", grainId.ToString()), ("$name", reminderName));
        return rows.Reminders.SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        (string Name, object Value)[] parameters =
        [
            ("$service", _serviceId),
            ("$grain", entry.GrainId.ToString()),
            ("$name", entry.ReminderName),
            ("$hash", (long)entry.GrainId.GetUniformHashCode()),
            ("$start", entry.StartAt.ToUniversalTime().Ticks),
            ("$period", entry.Period.Ticks),
        ];
        long? etag = await _database.WriteAsync(session => session.Scalar(Upsert, parameters), CancellationToken.None);
        return etag?.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        if (!long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out long etag))
        {
            return false;
        }

        (string Name, object Value)[] parameters = [("$service", _serviceId), ("$grain", grainId.ToString()), ("$name", reminderName), ("$etag", etag)];
        return await _database.WriteAsync(
            session =>
            {
                bool isRemoved = session.Change(Delete, parameters) == 1;
                if (isRemoved)
                {
                    SqliteSchema.RaiseEtagFloor(session, etag);
                }

                return isRemoved;
            },
            CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task TestOnlyClearTable() => _database.WriteAsync(
        session =>
        {
            SqliteSchema.RaiseEtagFloor(session, session.Scalar(HighestEtag, ("$service", _serviceId)) ?? 0);
            return session.Change(DeleteAll, ("$service", _serviceId));
        },
        CancellationToken.None);

    private Task<ReminderTableData> ReadAsync(string sql, params (string Name, object Value)[] parameters) => _database.ReadAsync(
        session =>
        {
            using var reader = session.Query(sql, parameters);
            var entries = new List<ReminderEntry>();
            while (reader.Read())
            {
                entries.Add(Entry(reader));
            }

            return new ReminderTableData(entries);
        },
        CancellationToken.None);

    private ReminderEntry Entry(SqliteDataReader reader) => new()
    {
        GrainId = GrainId.Parse(reader.GetString(0), CultureInfo.InvariantCulture),
        ReminderName = reader.GetString(1),
        StartAt = FirstTick(new DateTime(reader.GetInt64(2), DateTimeKind.Utc), new TimeSpan(reader.GetInt64(3))),
        Period = new TimeSpan(reader.GetInt64(3)),
        ETag = reader.GetInt64(4).ToString(CultureInfo.InvariantCulture),
    };

    // A reminder waits for a period at most, unless the clock was set back since it was made: then it would wait for as long as that.
    private DateTime FirstTick(DateTime start, TimeSpan period)
    {
        var latest = clock.GetUtcNow().UtcDateTime + period;
        return start <= latest ? start : latest;
    }
}
