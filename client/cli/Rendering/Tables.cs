using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>The look of tables.</summary>
internal static class Tables
{
    /// <summary>A table with these columns; those that begin with '#' hold numbers.</summary>
    public static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (string column in columns)
        {
            table.AddColumn(column.StartsWith('#')
                ? new TableColumn($"[bold]{column[1..]}[/]").RightAligned()
                : new TableColumn($"[bold]{column}[/]"));
        }

        return table;
    }

    /// <summary>A share as a percentage with one decimal; a dash where there is none.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? $"{100 * share:0.0} %" : "-";

    /// <summary>A loss with three decimals; a dash where there is none.</summary>
    public static string Loss(double loss) => double.IsFinite(loss) ? $"{loss:0.000}" : "-";
}
