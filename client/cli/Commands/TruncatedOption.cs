using System.CommandLine;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>--truncated</c>: what is done with photos that end before their last pixel.</summary>
internal static class TruncatedOption
{
    private const string Refuse = "refuse";
    private const string Accept = "accept";

    /// <summary>Makes the option.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>("--truncated")
        {
            Description = "What is done with photos that end before their last pixel: refuse, or accept those that have a third of their rows (default refuse).",
            HelpName = $"{Refuse}|{Accept}",
            DefaultValueFactory = _ => Refuse,
        };
        option.CompletionSources.Add(Refuse, Accept);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value is not (Refuse or Accept))
            {
                result.AddError($"--truncated is '{token.Value}'; it has to be {Refuse} or {Accept}.");
            }
        });
        return option;
    }

    /// <summary>What was chosen.</summary>
    public static TruncatedPhotos Get(this ParseResult parsed, Option<string> option) =>
        parsed.GetValue(option) == Accept ? TruncatedPhotos.Accept : TruncatedPhotos.Refuse;
}
