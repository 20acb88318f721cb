using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid classify</c>: photos in, species out.</summary>
internal static class ClassifyCommand
{
    private const string StandardInput = "/dev/stdin";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Photos: JPEG, PNG or WebP; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var model = CommonOptions.Value<string>("--model", "MODEL, MODEL@3 or MODEL@champion (default the only model there is).", "MODEL");
        var top = new Option<int>("--top") { Description = "Labels to show (default 5).", HelpName = "N", DefaultValueFactory = _ => 5 };
        var truncated = TruncatedOption.Create();
        var command = new Command("classify", "Say what is on photos.") { files, model, top, truncated };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            string reference = parsed.GetValue(model) ?? await OnlyModelAsync(client, cancellationToken);
            var answers = new List<ClassifyResponse>();
            await foreach (var answer in client.Classification.ClassifyFilesAsync(reference, [.. parsed.GetValue(files)!.Select(f => f == "-" ? StandardInput : f)], parsed.GetValue(top), parsed.Get(truncated), cancellationToken))
            {
                answers.Add(answer);
                if (!parsed.GetValue(CommonOptions.Json))
                {
                    ClassificationView.Write(answer);
                }
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(answers);
            }

            return answers.Exists(a => a.Error is not null) ? ExitCodes.Refused : ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The model that is meant where none is named: the only one.</summary>
    /// <exception cref="CommandException">There is none, or several.</exception>
    internal static async Task<string> OnlyModelAsync(Client.BirdGridClient client, CancellationToken cancellationToken)
    {
        var models = await client.Models.ListAsync(cancellationToken);
        return models.Count switch
        {
            1 => models[0].Model,
            0 => throw new CommandException(ExitCodes.Refused, "There is no model yet: import photos (`birdgrid dataset import`) and train one (`birdgrid train`)."),
            _ => throw new CommandException(ExitCodes.Usage, $"Say which model with --model: {string.Join(", ", models.Select(m => m.Model))}."),
        };
    }
}
