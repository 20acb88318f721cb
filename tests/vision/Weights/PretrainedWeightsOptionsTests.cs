using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class PretrainedWeightsOptionsTests
{
    [Fact]
    public void The_defaults_are_sound() => Assert.Empty(new PretrainedWeightsOptions().Faults());

    [Fact]
    public void Every_fault_is_named()
    {
        var options = new PretrainedWeightsOptions
        {
            CacheDirectory = " ",
            Mirror = new Uri("mirror/models", UriKind.Relative),
            StallTimeout = TimeSpan.Zero,
            Attempts = 0,
            RetryDelay = TimeSpan.FromSeconds(-1),
        };
        string[] keys = ["CacheDirectory", "Mirror", "StallTimeout", "Attempts", "RetryDelay"];
        Assert.Equal(keys.Select(key => $"BirdGrid:Weights:{key} is "), options.Faults().Zip(keys, (fault, key) => fault[..$"BirdGrid:Weights:{key} is ".Length]));
        using var http = new HttpClient();
        Assert.Contains("Mirror", Assert.Throws<ArgumentException>(() => new PretrainedWeights(options, http)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://host/models")]
    [InlineData("file:///srv/models")]
    public void A_mirror_is_a_web_address(string mirror) =>
        Assert.Contains(mirror, Assert.Single(new PretrainedWeightsOptions { Mirror = new Uri(mirror) }.Faults()), StringComparison.Ordinal);
}
