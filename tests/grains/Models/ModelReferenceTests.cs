using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Tests.Models;

public sealed class ModelReferenceTests
{
    [Fact]
    public void The_three_forms_are_taken_apart()
    {
        Assert.Equal(new ModelReference("birds", null, null), ModelReference.Parse("birds"));
        Assert.Equal(new ModelReference("birds", 3, null), ModelReference.Parse("birds@3"));
        Assert.Equal(new ModelReference("birds", null, "champion"), ModelReference.Parse("birds@champion"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Birds")]
    [InlineData("birds@")]
    [InlineData("../birds")]
    [InlineData("birds@two words")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal("bad-name", Assert.Throws<RefusedException>(() => ModelReference.Parse(text)).Reason);
}
