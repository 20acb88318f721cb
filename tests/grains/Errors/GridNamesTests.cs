namespace BirdGrid.Grains.Tests.Errors;

public sealed class GridNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("garden-2026.v1_x")]
    public void Good_names_pass(string name) => GridNames.Require(name, "model");

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("two\n")]
    [InlineData("two\r\n")]
    [InlineData("two\r")]
    [InlineData("\ntwo")]
    [InlineData("one\ntwo")]
    [InlineData("two\u2028")]
    [InlineData("two\u0085")]
    [InlineData("two\0")]
    [InlineData("\u0664")]
    [InlineData("Two")]
    public void Others_are_refused_in_one_line(string name)
    {
        foreach (string what in (string[])["model", "dataset", "alias", "session", "sweep"])
        {
            var refused = Assert.Throws<RefusedException>(() => GridNames.Require(name, what));
            Assert.Equal("bad-name", refused.Reason);
            Assert.DoesNotContain(refused.Message, char.IsControl);
        }
    }

    [Fact]
    public void A_name_of_65_characters_is_too_long()
    {
        GridNames.Require(new string('a', 64), "model");
        Assert.Throws<RefusedException>(() => GridNames.Require(new string('a', 65), "model"));
        Assert.Throws<RefusedException>(() => GridNames.Require($"{new string('a', 64)}\n", "model"));
        Assert.InRange(Assert.Throws<RefusedException>(() => GridNames.Require(new string('a', 100_000), "model")).Message.Length, 1, 400);
    }

    [Theory]
    [InlineData("alias", "'-1' cannot be the name of an alias: ")]
    [InlineData("model", "'-1' cannot be the name of a model: ")]
    public void What_is_named_has_its_article(string what, string said) =>
        Assert.StartsWith(said, Assert.Throws<RefusedException>(() => GridNames.Require("-1", what)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("birds")]
    [InlineData("2024.05.01")]
    [InlineData("photos.2023")]
    [InlineData("a_b-c.d")]
    [InlineData("\u9ce5")]
    [InlineData("gr\u00fcnfink-\u03b1")]
    [InlineData("\u0939\u093f\u0928\u094d\u0926\u0940")]
    public void Names_have_letters_of_every_script(string name) => GridNames.Require(name, "dataset");

    [Theory]
    [InlineData("")]
    [InlineData("Birds")]
    [InlineData("-birds")]
    [InlineData(".birds")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a@1")]
    [InlineData("a:b")]
    [InlineData("gru\u0308n")]
    [InlineData("\u0308n")]
    [InlineData("\u00dcber")]
    [InlineData("a\u200db")]
    [InlineData("a\u0000")]
    [InlineData("\ud83d\udc69")]
    public void Other_texts_are_refused(string name) =>
        Assert.Equal("bad-name", Assert.Throws<RefusedException>(() => GridNames.Require(name, "dataset")).Reason);

    [Theory]
    [InlineData("My Birds", "my-birds")]
    [InlineData("photos.2023", "photos.2023")]
    [InlineData("\u9ce5", "\u9ce5")]
    [InlineData("Gru\u0308nfinken 2024", "gr\u00fcnfinken-2024")]
    [InlineData("..hidden", "hidden")]
    [InlineData("a\u001bb", "a-b")]
    [InlineData("---", null)]
    [InlineData("\ud83d\udc69", null)]
    public void The_nearest_name_can_be_a_name(string text, string? name)
    {
        Assert.Equal(name, GridNames.Nearest(text));
        Assert.True(name is null || GridNames.IsName(name));
    }

    [Fact]
    public void Long_texts_that_begin_alike_have_names_apart()
    {
        string stem = new('b', 70);
        Assert.NotEqual(GridNames.Nearest(stem + "1"), GridNames.Nearest(stem + "2"));
        Assert.True(GridNames.IsName(GridNames.Nearest(stem + "1")!));
        Assert.True(GridNames.IsName(GridNames.Nearest(string.Concat(Enumerable.Repeat("\ud840\udc00", 70)))!));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("key\n")]
    [InlineData("key\u001b")]
    public void Keys_are_checked(string key) => Assert.Equal("bad-idempotency-key", Assert.Throws<RefusedException>(() => GridNames.RequireKey(key)).Reason);
}
