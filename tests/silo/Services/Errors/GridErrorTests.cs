using BirdGrid.Grains;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Storage;
using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services.Errors;

public sealed class GridErrorTests
{
    private static readonly BlobRef Blob = new(new string('a', 64), 3);

    /// <summary>The ways in which a full disk arrives.</summary>
    public static TheoryData<Exception> FullDisks =>
    [
        new DiskException(DiskFault.Full),
        new IOException("No space left on device : '/data/secret'", 28),
        new IOException("Disk quota exceeded : '/data/secret'", 122),
        new SqliteStorageException("The SQLite database '/data/grid.db' cannot grow") { DiskFault = DiskFault.Full },
        new OrleansException("Error from storage provider", new SqliteStorageException("'/data/grid.db'") { DiskFault = DiskFault.Full }),
        new AggregateException(new DiskException(DiskFault.Full)),
    ];

    /// <summary>What is damaged.</summary>
    public static TheoryData<Exception, string> Damage => new()
    {
        { new BlobCorruptException(Blob, "its bytes have another hash"), "blob-damaged" },
        { new BlobNotFoundException(Blob), "blob-missing" },
        { new DamagedException("model-damaged", "The stored weights of wren@3 are damaged."), "model-damaged" },
        { new SqliteStorageException("/data/grid.db") { IsDamaged = true }, "state-damaged" },
        { new OrleansException("/data/grid.db", new SqliteStorageException("/data/grid.db") { IsDamaged = true }), "state-damaged" },
    };

    [Theory]
    [MemberData(nameof(FullDisks))]
    public void A_full_disk_is_told_as_one_and_clients_do_not_hammer_it(Exception failure)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Error numbers of Unix.");
        var error = GridError.From(failure);

        Assert.Equal((StatusCode.Unavailable, "disk-full"), (error.Code, error.Reason));
        Assert.StartsWith("The disk of the silo is full: free some space there. Nothing was changed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/data", error.Message, StringComparison.Ordinal);
        Assert.Equal("-1", error.ToRpcException().Trailers.GetValue(GridError.PushbackTrailer));
        Assert.Equal(503, HttpErrors.StatusOf(error.Code));
    }

    [Theory]
    [MemberData(nameof(Damage))]
    public void What_is_damaged_is_the_servers_fault_and_names_no_path(Exception failure, string reason)
    {
        var error = GridError.From(failure);

        Assert.Equal((StatusCode.DataLoss, reason), (error.Code, error.Reason));
        Assert.Equal(500, HttpErrors.StatusOf(error.Code));
        Assert.DoesNotContain("/data", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_only_closing_is_a_silo_that_stops() =>
        Assert.Equal("silo-stopping", GridError.From(new SqliteStorageException("closed") { IsClosed = true }).Reason);
}
