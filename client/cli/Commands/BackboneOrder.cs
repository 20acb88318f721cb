using BirdGrid.Cli.Rendering;

namespace BirdGrid.Cli.Commands;

/// <summary>The order in which backbones are shown: the best first by what was asked for.</summary>
internal sealed class BackboneOrder
{
    private const string Speed = "speed";

    private static readonly Dictionary<string, Func<BackboneRow, double>> Keys = new(StringComparer.Ordinal)
    {
        ["parameters"] = row => row.Config.ParameterCount,
        ["gflops"] = row => row.Config.MultiplyAddCount,
        ["top1"] = row => -(row.Weights?.Top1 ?? 0),
        ["size"] = row => row.Weights?.Mebibytes ?? 0,
        ["input"] = row => row.Config.InputSize,
        [Speed] = row => -row.Throughput!.ImagesPerSecond,
    };

    private readonly Func<BackboneRow, double>? key;

    private BackboneOrder(Func<BackboneRow, double>? key) => this.key = key;

    /// <summary>Every word that can be asked for.</summary>
    public static IEnumerable<string> Words => Keys.Keys;

    /// <summary>The order of a word; without one the registry's.</summary>
    /// <exception cref="CommandException">The word is unknown, or needs what is not measured.</exception>
    public static BackboneOrder Parse(string? word, bool isMeasured)
    {
        if (word is null)
        {
            return new BackboneOrder(null);
        }

        if (!Keys.TryGetValue(word, out var key))
        {
            throw new CommandException(ExitCodes.Usage, $"--sort {word}: use {string.Join(", ", Words)}.");
        }

        return word == Speed && !isMeasured
            ? throw new CommandException(ExitCodes.Usage, $"--sort {Speed} needs --measure.")
            : new BackboneOrder(key);
    }

    /// <summary>Sorts; equals stay in their order.</summary>
    public IEnumerable<BackboneRow> Sort(IEnumerable<BackboneRow> rows) => key is null ? rows : rows.OrderBy(key);
}
