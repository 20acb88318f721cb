using System.Text;
using BirdGrid.Cli.Sweeps;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Client.Tests.Cli.Sweeps;

/// <summary>Specifications that would end the process or eat its memory: each is refused with line and column.</summary>
public sealed class HostileSweepSpecTests
{
    public static TheoryData<string> Kinds => [.. Specs.Keys];

    private static Dictionary<string, (Func<string> Yaml, string Reason)> Specs { get; } = new()
    {
        ["lists in a line"] = (() => $"dataset: d\nname: {Times("[", 90_000)}{Times("]", 90_000)}\n", "deep"),
        ["lists in a line, never closed"] = (() => $"dataset: d\nname: {Times("[", 90_000)}", "deep"),
        ["lists, one a line"] = (() => $"dataset: d\nname: {Times("[\n ", 90_000)}", "deep"),
        ["mappings in a line"] = (() => $"dataset: d\nsettings: {Times("{a: ", 90_000)}1{Times("}", 90_000)}\n", "deep"),
        ["lists by dashes"] = (() => $"dataset: d\nname:\n {Times("- ", 90_000)}x\n", "deep"),
        ["mappings by indentation"] = (() => string.Concat(Enumerable.Range(0, 1000).Select(depth => $"{new string(' ', depth)}a:\n")), "deep"),
        ["complex keys"] = (() => $"dataset: d\n{Times("? ", 50_000)}x\n", "deep"),
        ["lists as keys"] = (() => $"dataset: d\n? {Times("[", 90_000)}", "deep"),
        ["lists and mappings by turns"] = (() => $"dataset: d\nname: {Times("[{a: ", 40_000)}", "deep"),
        ["an alias of what it is in"] = (() => "dataset: d\nparameters: &all\n  learning_rate: *all\n", "anchor"),
        ["an alias of the whole"] = (() => "&all\ndataset: d\nname: *all\n", "anchor"),
        ["an alias of nothing"] = (() => "dataset: d\nname: *all\n", "alias"),
        ["a merge key"] = (() => "dataset: d\nsettings: &s {epochs: 3}\nparameters:\n  <<: *s\n", "anchor"),
        ["a billion laughs"] = (() => "dataset: d\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nparameters: {x: *d}\n", "anchor"),
        ["a word of half a megabyte"] = (() => $"dataset: {new string('d', 500_000)}\n", "characters"),
        ["a quoted word of half a megabyte"] = (() => $"dataset: \"{new string('d', 500_000)}\"\n", "characters"),
        ["a block of half a megabyte"] = (() => $"dataset: |\n{Times("  line\n", 70_000)}\n", "characters"),
        ["a hundred thousand values"] = (() => $"dataset: d\nparameters:\n  learning_rate: [{Times("1,", 100_000)}1]\n", "more than a sweep can say"),
        ["a hundred thousand documents"] = (() => Times("---\na: b\n", 100_000), "second document"),
        ["empty documents"] = (() => Times("---\n", 100_000), "second document"),
        ["a tag"] = (() => "dataset: !!python/object/apply:os.system [ls]\n", "tag"),
        ["a tag of one's own"] = (() => "dataset: !x d\n", "tag"),
        ["a key twice"] = (() => "dataset: d\ndataset: e\n", "no YAML"),
        ["a key twice, further in"] = (() => "dataset: d\nsettings: {mix: {mixup_alpha: 1, mixup_alpha: 2}}\nparameters: {learning_rate: [1]}\n", "no YAML"),
        ["a key in both manners"] = (() => "dataset: d\nsettings: {mix: {mixup_alpha: 1, mixupAlpha: 2}}\nparameters: {learning_rate: [1]}\n", "second time"),
        ["a key that is a list"] = (() => "dataset: d\nsettings: {mix: {[a]: 1}}\nparameters: {learning_rate: [1]}\n", "a word"),
        ["a key that is empty"] = (() => "dataset: d\nsettings: {mix: {\"\": 1}}\nparameters: {learning_rate: [1]}\n", "a word"),
        ["an option within options a thousand deep"] = (() => $"dataset: d\nsettings: {{mix.mixupAlpha{Times(".a", 1000)}: 1}}\nparameters: {{learning_rate: [1]}}\n", "no setting"),
        ["a NUL"] = (() => "dataset: d\0\nparameters: {learning_rate: [1]}\n", string.Empty),
        ["a version of many digits"] = (() => $"%YAML {new string('9', 5000)}.1\n---\ndataset: d\n", string.Empty),
        ["an escape of no character"] = (() => "dataset: \"\\UFFFFFFFF\"\n", string.Empty),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_refused_with_line_and_column(string kind)
    {
        var (yaml, reason) = Specs[kind];
        string text = yaml();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var wrong = Assert.Throws<SweepSpecException>(() => SweepSpecFile.Parse("spec.yaml", text, "."));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (16 << 20) + (100L * text.Length));
        Assert.Matches("^spec.yaml, line [0-9]+, column [0-9]+: ", wrong.Message);
        Assert.Contains(reason, wrong.Message, StringComparison.Ordinal);
        Assert.InRange(wrong.Message.Length, 1, 2000);
    }

    [Fact]
    public void A_file_larger_than_any_specification_is_refused_and_a_device_has_no_end()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[SmallText.MaxLength + 1]);
            Assert.Contains(path, Assert.Throws<IOException>(() => SweepSpecFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("/dev/zero", Assert.Throws<IOException>(() => SweepSpecFile.Read("/dev/zero")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Changed_repeated_and_missing_characters_give_a_specification_or_one_typed_refusal()
    {
        const string Sound = "name: n\ndataset: d@2\nepochs: 3\nsettings:\n  mix: {mixup_alpha: 0.2}\nsearch: random\ntrials: 4\nparameters:\n  learning_rate: {log_uniform: [1e-4, 0.1]}\n  optimiser: [sgd, adamw]\n  batch_size: [8, 16]\n";
        const string Special = "[]{}:,-?&*!|>'\"%@`#\n\t \0\\.~<=019eE+\u0085\u2028\ufeff";
        var random = new Random(20_261_203);
        for (int round = 0; round < 3_000; round++)
        {
            var yaml = new StringBuilder(Sound);
            for (int edits = random.Next(1, 6); edits > 0; edits--)
            {
                int at = random.Next(yaml.Length);
                switch (random.Next(3))
                {
                    case 0:
                        yaml[at] = Special[random.Next(Special.Length)];
                        break;
                    case 1:
                        yaml.Insert(at, Special[random.Next(Special.Length)]);
                        break;
                    default:
                        yaml.Remove(at, Math.Min(random.Next(1, 10), yaml.Length - at));
                        break;
                }
            }

            try
            {
                SweepSpecFile.Parse("spec.yaml", yaml.ToString(), ".");
            }
            catch (SweepSpecException)
            {
            }
        }
    }

    private static string Times(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
