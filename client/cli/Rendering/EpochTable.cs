using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>A line for each epoch, as they come.</summary>
internal static class EpochTable
{
    /// <summary>Writes the heading.</summary>
    public static void WriteHeading(IAnsiConsole console, string monitored)
    {
        console.WriteVisible($"[grey]{string.Empty,6} {"train",16}   {monitored,26}[/]");
        console.WriteVisible($"[grey]{"epoch",6} {"loss",7} {"accuracy",8}   {"loss",8} {"accuracy",8} {"top-5",8} {"seconds",9}[/]");
    }

    /// <summary>Writes an epoch.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="isBest">Whether it is the best so far.</param>
    public static void Write(IAnsiConsole console, Epoch epoch, bool isBest)
    {
        string accuracy = $"{Tables.Percent(epoch.ValidationAccuracy),8}";
        console.MarkupLine($"{epoch.Epoch_,6} {Tables.Loss(epoch.TrainLoss),7} {Tables.Percent(epoch.TrainAccuracy),8}   {Tables.Loss(epoch.ValidationLoss),8} {(isBest ? $"[bold springgreen2]{accuracy}[/]" : accuracy)} {Tables.Percent(epoch.ValidationTop5),8} [grey]{epoch.Seconds,9:0.0}[/]{(isBest ? " [gold1]best[/]" : string.Empty)}");
    }
}
