using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Tests.Placement;

public sealed class SiloRolesTests
{
    [Theory]
    [InlineData("gpu", SiloRole.Gpu)]
    [InlineData(" CPU , gateway ", SiloRole.Cpu | SiloRole.Gateway)]
    [InlineData("all", SiloRole.All)]
    [InlineData("gpu,cpu,gateway", SiloRole.All)]
    [InlineData("gpu,all", SiloRole.All)]
    public void Roles_are_words(string text, SiloRole expected) => Assert.Equal(expected, SiloRoles.Parse(text));

    [Theory]
    [InlineData("gpus", "'gpus'")]
    [InlineData("cpu,tpu", "'tpu'")]
    [InlineData("none", "'none'")]
    [InlineData("1", "'1'")]
    [InlineData("", "no role")]
    [InlineData(" , ", "no role")]
    [InlineData(null, "no role")]
    public void A_wrong_word_is_named_with_the_right_ones(string? text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => SiloRoles.Parse(text));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("gpu, cpu, gateway", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        for (int bits = 1; bits <= (int)SiloRole.All; bits++)
        {
            Assert.Equal((SiloRole)bits, SiloRoles.Parse(SiloRoles.Format((SiloRole)bits)));
            Assert.Equal((SiloRole)bits, SiloRoles.ParseAnnounced(SiloRoles.Format((SiloRole)bits) + ",from-the-future"));
        }

        Assert.Equal("all", SiloRoles.Format(SiloRole.All));
        Assert.Throws<ArgumentOutOfRangeException>(() => SiloRoles.Format(SiloRole.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => SiloRoles.Format((SiloRole)8));
    }
}
