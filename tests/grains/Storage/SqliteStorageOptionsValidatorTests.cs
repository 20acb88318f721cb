using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Tests.Storage;

public sealed class SqliteStorageOptionsValidatorTests
{
    [Fact]
    public void A_path_is_enough() => Validate(new SqliteStorageOptions { DatabasePath = "grid.db" });

    [Fact]
    public void A_missing_path_is_named() => Refused(new SqliteStorageOptions(), "DatabasePath");

    [Fact]
    public void A_folder_is_no_file() => Refused(new SqliteStorageOptions { DatabasePath = Path.GetTempPath() }, "is a folder");

    [Theory]
    [InlineData(0)]
    [InlineData(301)]
    public void The_busy_timeout_has_a_range(int seconds) => Refused(new SqliteStorageOptions { DatabasePath = "grid.db", BusyTimeoutSeconds = seconds }, "BusyTimeoutSeconds");

    [Fact]
    public void Readers_are_needed() => Refused(new SqliteStorageOptions { DatabasePath = "grid.db", ReadConnections = 0 }, "ReadConnections");

    [Fact]
    public void The_write_queue_needs_room() => Refused(new SqliteStorageOptions { DatabasePath = "grid.db", WriteQueueCapacity = 0 }, "WriteQueueCapacity");

    private static void Refused(SqliteStorageOptions options, string expected)
    {
        var error = Assert.Throws<OrleansConfigurationException>(() => Validate(options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("'states'", error.Message, StringComparison.Ordinal);
    }

    private static void Validate(SqliteStorageOptions options) => new SqliteStorageOptionsValidator(options, "states").ValidateConfiguration();
}
