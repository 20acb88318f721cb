using System.Text;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Texts;

/// <summary>Policies, recipes and settings that nest without end, repeat names or are enormous: each is refused in words, none ends the process.</summary>
public sealed class HostileTextTests
{
    public static TheoryData<string> Policies => new()
    {
        { $"{{\"oneOf\":{Times("[", 100_000)}" },
        { $"{{\"crop\":{Times("{\"crop\":", 100_000)}" },
        { $"{Times("/* */", 250_000)}{{}}" },
        { $"{{\"{new string('n', 500_000)}\":1}}" },
        { $"{{\"border\":\"{new string('b', 500_000)}\"}}" },
        { "{\"crop\":{},\"CROP\":{}}" },
        { "{\"bad\\u001b[2Jname\":1}" },
    };

    public static TheoryData<string> Recipes => new()
    {
        { $"{{\"base\":\"FineTune\",\"options\":{{\"mix\":{Times("{\"mix\":", 100_000)}" },
        { $"{{\"base\":\"FineTune\",\"options\":{{\"mix\":{Times("{\"a\":", 15)}1{Times("}", 17)}" },
        { $"{{\"base\":\"FineTune\",\"options\":{{\"epochs\":{Times("[", 100_000)}" },
        { "{\"base\":\"FineTune\",\"options\":{\"epochs\":1,\"epochs\":2}}" },
        { "{\"base\":\"FineTune\",\"options\":{\"mix\":{\"mixupAlpha\":1,\"mixupAlpha\":2}}}" },
        { "{\"base\":\"FineTune\",\"base\":\"Scratch\"}" },
        { $"{Times(" ", 1_100_000)}{{}}" },
        { $"{{\"base\":\"FineTune\",\"options\":{{\"{new string('n', 500_000)}\":1}}}}" },
    };

    public static TheoryData<string> Settings => new()
    {
        { $"mix.mixupAlpha{Times(".a", 100_000)}=1" },
        { $"mix.mixupAlpha{Times(".a", 1_000)}=1" },
        { $"mix.mixupAlpha.a.a.a=1" },
        { $"mix={Times("{\"a\":", 500)}1{Times("}", 500)}" },
        { $"mix={Times("[", 17)}{Times("]", 17)}" },
        { "mix={\"mixupAlpha\":1,\"mixupAlpha\":2}" },
        { "mix={\"mixupAlpha\":" },
        { $"optimizer={new string('x', 5000)}" },
        { $"{new string('k', 4000)}=1" },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_policy_is_refused(string json)
    {
        var refusal = Assert.Throws<AugmentationPolicyException>(() => AugmentationPolicy.FromJson(json));
        AssertReadable(refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_is_refused(string json)
    {
        var refusal = Assert.Throws<TrainingRecipeException>(() => TrainingRecipe.FromJson(json));
        AssertReadable(refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_is_refused(string setting)
    {
        var refusal = Assert.Throws<TrainingRecipeException>(() => OptionsMerge.Apply(TrainingOptions.ForFineTune(), OptionsMerge.FromSettings([setting])));
        AssertReadable(refusal.Message);
    }

    [Fact]
    public void A_file_without_end_is_not_read_to_its_end()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("/dev/zero", Assert.Throws<IOException>(() => AugmentationPolicy.FromFile("/dev/zero")).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_small_file_is_read_in_the_encoding_that_its_mark_says(string encoding)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{\"name\":\"Zaunkönig\"}", Encoding.GetEncoding(encoding));
            Assert.Equal("Zaunkönig", AugmentationPolicy.FromFile(path).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Changed_repeated_and_missing_characters_give_a_value_or_one_typed_refusal()
    {
        string policy = AugmentationPolicy.Named("birds").ToJson();
        const string Recipe = "{\"name\":\"n\",\"base\":\"FineTune\",\"augmentation\":\"birds\",\"options\":{\"epochs\":3,\"mix\":{\"mixupAlpha\":0.2},\"optimizer\":\"Sgd\"}}";
        const string Setting = "mix={\"mixupAlpha\":0.2}";
        var random = new Random(20_261_204);
        for (int round = 0; round < 3_000; round++)
        {
            Try<AugmentationPolicyException>(() => AugmentationPolicy.FromJson(Mutated(policy, random)));
            Try<TrainingRecipeException>(() => TrainingRecipe.FromJson(Mutated(Recipe, random)));
            Try<TrainingRecipeException>(() => OptionsMerge.Apply(TrainingOptions.ForFineTune(), OptionsMerge.FromSettings([Mutated(Setting, random)])));
        }
    }

    private static void Try<TRefusal>(Action read)
        where TRefusal : Exception
    {
        try
        {
            read();
        }
        catch (TRefusal)
        {
        }
    }

    private static string Mutated(string sound, Random random)
    {
        const string Special = "[]{}:,\"\\/*0-.eE \n\0\ud800=ntf";
        var text = new StringBuilder(sound);
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text[at] = Special[random.Next(Special.Length)];
                    break;
                case 1:
                    text.Insert(at, Special[random.Next(Special.Length)]);
                    break;
                case 2 when text.Length > 12:
                    text.Remove(at, Math.Min(random.Next(1, 10), text.Length - at));
                    break;
                default:
                    text.Insert(random.Next(text.Length), text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at)));
                    break;
            }
        }

        return text.ToString();
    }

    private static void AssertReadable(string message)
    {
        Assert.InRange(message.Length, 1, 1500);
        Assert.DoesNotContain('\u001b', message);
    }

    private static string Times(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
