using System.CommandLine;
using System.Text.Json;
using BirdGrid.Cli.Rendering;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.ContactSheets;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid augment</c>: lists, shows, checks and previews augmentation policies. No silo is needed.</summary>
internal static class AugmentCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("augment", "Look at augmentation policies, and write your own.")
    {
        List(),
        Show(),
        Check(),
        Preview(),
    };

    private static Command List()
    {
        var command = new Command("list", "Show the named policies.");
        command.SetAction(parsed =>
        {
            var policies = AugmentationPolicy.Names.Select(AugmentationPolicy.Named).ToList();
            if (parsed.GetValue(CommonOptions.Json))
            {
                Terminal.WriteLine(JsonSerializer.Serialize(policies.Select(p => new { name = p.Name, description = p.Description }), JsonSerializerOptions.Web));
                return ExitCodes.Success;
            }

            int width = policies.Max(p => p.Name.Length);
            foreach (var policy in policies)
            {
                Terminal.WriteLine($"{policy.Name.PadRight(width)}  {policy.Description}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("POLICY") { Description = "Name, as `birdgrid augment list` shows it, or a JSON file." };
        var command = new Command("show", "Print a policy's file, to start your own from; --json: all of its values, without comments.") { name };
        command.SetAction(parsed =>
        {
            string policy = parsed.GetValue(name)!;
            Terminal.WriteLine(parsed.GetValue(CommonOptions.Json) ? PolicyArgument.Read(policy).ToJson()
                : NameOrFile.IsFile(policy) ? SmallText.ReadFile(policy).TrimEnd()
                : AugmentationPolicy.FileOf(policy).TrimEnd());
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "A policy file." };
        var command = new Command("check", "Check a policy file; says line and column of what is wrong.") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            var policy = AugmentationPolicy.FromFile(path);
            Terminal.WriteLine(parsed.GetValue(CommonOptions.Json) ? policy.ToJson() : $"{path} is a valid policy, \"{policy.Name}\".");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Preview()
    {
        var photo = new Argument<string>("PHOTO") { Description = "A photo: JPEG, PNG or WebP." };
        var policy = new Option<string>("--policy") { Description = "Policy: a name, or a JSON file.", HelpName = "POLICY", Required = true };
        var output = new Option<string>("--out") { Description = "PNG file to write (default sheet.png).", HelpName = "FILE", DefaultValueFactory = _ => "sheet.png" };
        var count = new Option<int>("--count") { Description = $"Draws to show, up to {PolicyPreview.MaxDraws} (default 24).", HelpName = "N", DefaultValueFactory = _ => 24 };
        var size = new Option<int>("--size") { Description = $"Side of a tile in pixels, {PolicyPreview.MinTileSize} to {PolicyPreview.MaxTileSize} (default 224).", HelpName = "PIXELS", DefaultValueFactory = _ => 224 };
        var seed = new Option<ulong>("--seed") { Description = "Where all randomness comes from (default 0).", HelpName = "N", DefaultValueFactory = _ => 0 };
        var command = new Command("preview", "Write a contact sheet of a photo and a policy's draws.") { photo, policy, output, count, size, seed };
        command.SetAction(parsed =>
        {
            int tileSize = InRange("--size", parsed.GetValue(size), PolicyPreview.MinTileSize, PolicyPreview.MaxTileSize);
            int draws = InRange("--count", parsed.GetValue(count), 1, PolicyPreview.MaxDraws);
            var wanted = PolicyArgument.Read(parsed.GetValue(policy)!);
            string path = parsed.GetValue(output)!;
            var sheet = PolicyPreview.Render(Decode(parsed.GetValue(photo)!), wanted, parsed.GetValue(seed), tileSize, draws);
            ContactSheet.WritePng(sheet, path);
            Terminal.WriteLine(parsed.GetValue(CommonOptions.Json)
                ? JsonSerializer.Serialize(new { sheet = path, policy = wanted.Name, draws, width = sheet.Width, height = sheet.Height }, JsonSerializerOptions.Web)
                : $"{path}: the photo and {draws} draws of \"{wanted.Name}\", {sheet.Width}×{sheet.Height} pixels.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static RgbImage Decode(string path)
    {
        try
        {
            return new PhotoDecoder().Decode(File.ReadAllBytes(path));
        }
        catch (PhotoDecodeException error)
        {
            throw new CommandException(ExitCodes.Refused, $"{path}: {error.Message}");
        }
    }

    private static int InRange(string option, int value, int min, int max) => value >= min && value <= max
        ? value
        : throw new CommandException(ExitCodes.Usage, $"{option} {value}: it has to be between {min} and {max}.");
}
