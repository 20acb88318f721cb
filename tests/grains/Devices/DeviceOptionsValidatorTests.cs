using BirdGrid.Grains.Devices;

namespace BirdGrid.Grains.Tests.Devices;

public sealed class DeviceOptionsValidatorTests
{
    [Theory]
    [InlineData("gpu", 0, false, "'gpu'")]
    [InlineData("cuda:-1", 0, false, "'cuda:-1'")]
    [InlineData("cuda:x", 0, false, "'cuda:x'")]
    [InlineData("cpu", -1, false, "Threads is -1")]
    [InlineData("cpu", 0, true, "Deterministic needs Threads")]
    public void Wrong_settings_are_named(string device, int threads, bool deterministic, string expected)
    {
        var result = new DeviceOptionsValidator().Validate(null, new DeviceOptions { Device = device, Threads = threads, Deterministic = deterministic });

        Assert.Contains(expected, result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:3")]
    public void Devices_have_names(string device) => Assert.True(new DeviceOptionsValidator().Validate(null, new DeviceOptions { Device = device }).Succeeded);
}
