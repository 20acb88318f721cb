using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class AugmentationPolicyTests
{
    /// <summary>As sessions stored it before there were files, alternatives, shear, shift and hue.</summary>
    private const string StoredEarlier =
        """
        {
          "name": "mobius",
          "crop": { "areaMin": 0.35, "areaMax": 1, "aspectMin": 0.75, "aspectMax": 1.3333333333333333 },
          "flipProbability": 0.5,
          "rotation": { "maxDegrees": 15, "probability": 0.5 },
          "mobius": { "mode": "Native", "probability": 0.2, "m": 2, "maxRotationDegrees": 30, "stdDev": 0.01 },
          "border": "Black",
          "colour": { "brightness": 0.2, "contrast": 0.2, "saturation": 0.2, "probability": 0.8 },
          "noise": { "stdDevLevels": 5, "probability": 0.1 },
          "cutout": null
        }
        """;

    [Fact]
    public void Policies_stored_earlier_stay_readable() =>
        Assert.Equal(AugmentationPolicy.BirdsMobius with { Description = string.Empty }, AugmentationPolicy.FromJson(StoredEarlier));

    [Fact]
    public void Equal_policies_have_equal_texts()
    {
        foreach (string name in AugmentationPolicy.Names)
        {
            var policy = AugmentationPolicy.Named(name);
            var copy = AugmentationPolicy.FromJson(policy.ToJson());
            Assert.Equal(policy, copy);
            Assert.Equal(policy.GetHashCode(), copy.GetHashCode());
            Assert.Equal(policy.ToJson(), copy.ToJson());
            Assert.Equal(policy, AugmentationPolicy.FromJson(AugmentationPolicy.FileOf(name)));
        }
    }

    [Fact]
    public void Every_file_carries_its_own_name_and_a_sentence()
    {
        Assert.Equal(["birds", "light", "mobius", "none", "trivial"], AugmentationPolicy.Names);
        Assert.All(AugmentationPolicy.Names, name =>
        {
            Assert.Equal(name, AugmentationPolicy.Named(name.ToUpperInvariant()).Name);
            Assert.NotEmpty(AugmentationPolicy.Named(name).Description);
        });
        Assert.Equal(AugmentationPolicy.None with { Name = "custom", Description = string.Empty }, new AugmentationPolicy());
    }

    [Fact]
    public void The_policy_mobius_is_birds_and_a_map()
    {
        var mobius = AugmentationPolicy.BirdsMobius;
        Assert.Equal(AugmentationPolicy.Birds with { Name = mobius.Name, Description = mobius.Description, Mobius = mobius.Mobius }, mobius);
        Assert.Equal(new MobiusOptions { Mode = MobiusMode.Native, M = 2 }, mobius.Mobius);
    }

    [Theory]
    [InlineData("{ \"rotation\": { \"maxDegrees\": 400 } }", "line 1, column 31: rotation.maxDegrees is 400; it has to be between 0 and 180")]
    [InlineData("{\n  // turned\n  \"rotatoin\": {}\n}", "line 3, column 3: a policy has no property \"rotatoin\" (did you mean \"rotation\"?)")]
    [InlineData("{ \"crop\": { \"share\": 1 } }", "crop has no property \"share\"; it may have areaMin, areaMax, aspectMin, aspectMax, probability")]
    [InlineData("{ \"mobius\": { \"mode\": \"Natve\" } }", "mobius.mode is \"Natve\" (did you mean \"Native\"?); it has to be one of None, Native")]
    [InlineData("{ \"mobius\": { \"mode\": 1 } }", "mobius.mode is 1; it has to be one of None, Native")]
    [InlineData("{ \"mobius\": { \"mode\": \"Admissible\", \"m\": 1.2 } }", "mobius.m is 1.2; it has to be between 1.5 and 10")]
    [InlineData("{ \"noise\": { \"stdDevLevels\": \"5\" } }", "noise.stdDevLevels is \"5\"; it has to be a number")]
    [InlineData("{ \"noise\": 5 }", "noise is 5; it has to be an object in braces")]
    [InlineData("{ \"name\": 5 }", "name is 5; it has to be a text in quotes")]
    [InlineData("{ \"flipProbability\": null }", "flipProbability is null; it has to be a number")]
    [InlineData("{ \"oneOf\": {} }", "oneOf is an object; it has to be a list in brackets")]
    [InlineData("{ \"oneOf\": [ {}, { \"crop\": { \"areaMin\": 2 } } ] }", "line 1, column 41: oneOf[1].crop.areaMin is 2; it has to be at most oneOf[1].crop.areaMax, which is 1")]
    [InlineData("{ \"oneOf\": [ { \"noise\": { \"stdDevLevelsMin\": 9, \"stdDevLevels\": 3 } } ] }", "oneOf[0].noise.stdDevLevelsMin is 9; it has to be at most oneOf[0].noise.stdDevLevels, which is 3")]
    [InlineData("{ \"shear\": { \"maxX\": 0.9, \"maxY\": 0.9 } }", "shear.maxY is 0.9; together with shear.maxX")]
    [InlineData("{ \"border\": \"Black\",\n \"Border\": \"Black\" }", "line 2, column 2: border is given a second time")]
    [InlineData("{ \"border\": \"Black\"", "this is not JSON: the text ends before every brace and bracket is closed")]
    [InlineData("{ border: 1 }", "line 1, column 3: this is not JSON")]
    [InlineData("{} {}", "this is not JSON")]
    [InlineData(" ", "there is nothing in it")]
    [InlineData("[]", "this is a list; it has to be an object in braces")]
    [InlineData("null", "this is null; it has to be an object in braces")]
    public void Errors_say_where_and_what(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<AugmentationPolicyException>(() => AugmentationPolicy.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Errors_of_a_file_name_it()
    {
        string path = Path.Combine(Path.GetTempPath(), $"policy-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(path, "{ \"cutout\": { \"sideFraction\": -1, }, }");
            var error = Assert.Throws<AugmentationPolicyException>(() => AugmentationPolicy.FromFile(path));
            Assert.StartsWith($"{path}, line 1, column 31: cutout.sideFraction is -1", error.Message, StringComparison.Ordinal);
            Assert.Equal("cutout.sideFraction", error.PropertyPath);
            File.WriteAllText(path, AugmentationPolicy.FileOf("trivial"));
            Assert.Equal(AugmentationPolicy.Trivial, AugmentationPolicy.FromFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("mobuis", "mobius")]
    [InlineData("bird", "birds")]
    public void A_mistyped_name_is_guessed(string typed, string meant) =>
        Assert.Contains($"did you mean \"{meant}\"?", Assert.Throws<AugmentationPolicyException>(() => AugmentationPolicy.Named(typed)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Rotation", "rotation", 0)]
    [InlineData("rotatoin", "rotation", 2)]
    public void Distances_count_letters(string first, string second, int expected) => Assert.Equal(expected, NearestName.Distance(first, second));
}
