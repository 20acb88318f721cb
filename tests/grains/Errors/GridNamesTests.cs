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
}
