using System.CommandLine;
using BirdGrid.Cli;
using BirdGrid.Cli.Commands;
using BirdGrid.Client.Tests.Support;

namespace BirdGrid.Client.Tests.Cli.Commands;

[Collection(ProcessWide.Name)]
public sealed class TypedNumbersTests
{
    private static readonly string[] Never = ["1,5", "0,001", "1.000,5", "1,000.5", "1 5", " 1", "1_0", "0x10", "١", "NaN", "Infinity", "-∞", "half", "", "1e", "1%"];

    /// <summary>Every option of the command line that holds a number.</summary>
    private static IEnumerable<(string Command, Option Option)> Numbers(Command command, string path = "")
    {
        foreach (var option in command.Options)
        {
            var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
            if (type.IsPrimitive && type != typeof(bool))
            {
                yield return ($"{path} {option.Name}", option);
            }
        }

        foreach (var found in command.Subcommands.SelectMany(below => Numbers(below, $"{path} {below.Name}")))
        {
            yield return found;
        }
    }

    [Fact]
    public void Every_number_of_every_command_is_read_by_one_parser()
    {
        var root = BirdGridProgram.CreateRoot();
        var numbers = Numbers(root).ToList();
        Assert.True(numbers.Count > 40, $"only {numbers.Count} options hold numbers");
        foreach (var (name, option) in numbers)
        {
            var alone = new Command("x") { option };
            Assert.All(Never, text => Assert.True(alone.Parse([option.Name, text]).Errors.Count > 0, $"{name} takes '{text}'"));
            Assert.True(alone.Parse([option.Name, "7"]).Errors.Count == 0, $"{name} does not take 7");
        }
    }

    [Theory]
    [InlineData("0,001", "write 0.001.")]
    [InlineData("-0,5", "write -0.5.")]
    [InlineData(",5", "write .5.")]
    [InlineData("1,000", "write 1.000 or 1000.")]
    [InlineData("1.000,5", "write 1000.5.")]
    [InlineData("1,000.5", "write 1000.5.")]
    [InlineData("1,000,000", "write 1000000.")]
    [InlineData("1,5e-3", "write 1.5e-3.")]
    [InlineData("a,b", "for example 0.001.")]
    public async Task A_decimal_comma_is_refused_with_what_to_write(string typed, string advice)
    {
        var run = await CommandRun.OfAsync("train", "--dataset", "d", "--lr", typed);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains($"--lr {typed}", run.Error, StringComparison.Ordinal);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serving canary m@2 --percent 0,5")]
    [InlineData("dataset import . --validation 0,0")]
    [InlineData("train --dataset d --warmup 0,5")]
    [InlineData("train --dataset d --epochs 1,000")]
    [InlineData("keys create --name n --role reader --photos-per-second 0,5")]
    [InlineData("train --dataset d --epochs 99999999999")]
    [InlineData("train --dataset d --seed -1")]
    [InlineData("bench x.jpg --rate 0,5")]
    [InlineData("bench x.jpg --window 0,5s")]
    public async Task No_number_is_guessed(string line) => Assert.Equal(ExitCodes.Usage, (await CommandRun.OfAsync(line.Split(' '))).ExitCode);

    [Fact]
    public void Numbers_are_read_as_they_are_written()
    {
        var rate = new Option<double?>("--rate");
        var count = new Option<int>("--count");
        var command = new Command("x") { rate, count };
        TypedNumbers.UseFor(command);
        var parsed = command.Parse("--rate 1.5e-3 --count -12");
        Assert.Equal(1.5e-3, parsed.GetValue(rate));
        Assert.Equal(-12, parsed.GetValue(count));
        Assert.Null(command.Parse("--count 1").GetValue(rate));
    }
}
