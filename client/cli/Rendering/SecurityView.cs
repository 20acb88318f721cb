using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Keys and audit entries in the terminal.</summary>
internal static class SecurityView
{
    /// <summary>One line a key.</summary>
    public static void WriteKeys(IEnumerable<ApiKey> keys)
    {
        var table = Tables.New("Id", "Name", "Role", "State", "Last used", "Made");
        foreach (var key in keys)
        {
            table.AddRow(
                key.Configured ? "[grey]configuration[/]" : key.Id.ToMarkup(),
                key.Name.ToMarkup(),
                key.Role.ToString().ToLowerInvariant(),
                StateOf(key),
                Time(key.LastUsed),
                key.Configured ? "-" : $"{Time(key.Created)} by {key.CreatedBy.ToMarkup()}");
        }

        Terminal.Out.Write(table);
    }

    /// <summary>One line an entry.</summary>
    public static void WriteAudit(IEnumerable<AuditEntry> entries)
    {
        var table = Tables.New("#No.", "When", "Who", "Call", "About", "Outcome");
        foreach (var entry in entries)
        {
            string outcome = entry.Outcome == "OK" ? "[green]OK[/]" : $"[red]{entry.Outcome.ToMarkup()}[/] {entry.Reason.ToMarkup()}";
            table.AddRow(
                $"{entry.Sequence}",
                $"{entry.When.ToDateTime():yyyy-MM-dd HH:mm:ss}",
                $"{entry.Who.ToMarkup()}\n[grey]{entry.Role.ToMarkup()}, {entry.Remote.ToMarkup()}[/]",
                entry.Method[(entry.Method.LastIndexOf('.') + 1)..].ToMarkup(),
                string.Join('\n', entry.Target.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {t.Value}".ToMarkup())),
                entry.Suppressed == 0 ? outcome : $"{outcome}\n[grey]and {entry.Suppressed} refused before[/]");
        }

        Terminal.Out.Write(table);
    }

    private static string StateOf(ApiKey key) => key switch
    {
        { Revoked: { } revoked } => $"[red]revoked {Time(revoked)}[/]",
        { Expires: { } expires } => expires.ToDateTime() <= DateTime.UtcNow ? $"[red]expired {Time(expires)}[/]" : $"until {Time(expires)}",
        _ => "[green]valid[/]",
    };

    private static string Time(Timestamp? when) => when is null ? "-" : $"{when.ToDateTime():yyyy-MM-dd HH:mm}";
}
