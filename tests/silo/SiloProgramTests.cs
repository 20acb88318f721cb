using BirdGrid.Silo.Tests.Support;

namespace BirdGrid.Silo.Tests;

/// <summary>A silo that cannot start says why in one sentence and ends with a code.</summary>
public sealed class SiloProgramTests(SiloFixture running) : IClassFixture<SiloFixture>
{
    [Theory]
    [InlineData("http://0.0.0.0:5999")]
    [InlineData("http://192.168.1.2:5999")]
    [InlineData("https://127.0.0.1:5999")]
    [InlineData("nonsense")]
    public async Task An_address_others_can_reach_is_refused(string url) =>
        Assert.Equal(SiloProgram.Misconfigured, await SiloProgram.RunAsync(new SiloStartOptions { Url = url, Quiet = true }, CancellationToken.None));

    [Fact]
    public async Task An_unknown_role_is_refused() =>
        Assert.Equal(SiloProgram.Misconfigured, await SiloProgram.RunAsync(new SiloStartOptions { Role = "queen", Quiet = true }, CancellationToken.None));

    [Theory]
    [InlineData("BirdGrid:Weights:Mirror=somewhere")]
    [InlineData("BirdGrid:Weights:Mirror=ftp://host/models")]
    [InlineData("BirdGrid:Weights:CacheDirectory=")]
    [InlineData("BirdGrid:Weights:Offline=perhaps")]
    [InlineData("BirdGrid:Weights:Attempts=0")]
    public async Task Settings_for_weights_that_cannot_be_meant_are_refused(string setting)
    {
        string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
        try
        {
            var start = new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Quiet = true, Settings = [setting] };
            Assert.Equal(SiloProgram.Misconfigured, await SiloProgram.RunAsync(start, CancellationToken.None));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_gpu_silo_without_cuda_refuses_to_start()
    {
        string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
        try
        {
            Assert.Equal(SiloProgram.Failure, await SiloProgram.RunAsync(new SiloStartOptions { Role = "gpu", DataDirectory = data, Url = "http://127.0.0.1:0", Quiet = true }, CancellationToken.None));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_database_beside_blobs_is_no_new_grid(bool isEmptied)
    {
        string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
        try
        {
            string database = Path.Combine(data, "grid.db");
            string part = Path.Combine(data, "blobs", "ab");
            Directory.CreateDirectory(part);
            File.WriteAllText(Path.Combine(part, "ab" + new string('0', 62)), "photo");
            if (isEmptied)
            {
                File.WriteAllBytes(database, []);
            }

            var start = new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Quiet = true };
            Assert.Equal(SiloProgram.Misconfigured, await SiloProgram.RunAsync(start, CancellationToken.None));
            Assert.Equal(isEmptied, File.Exists(database));
            Assert.False(isEmptied && new FileInfo(database).Length > 0);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_data_directory_belongs_to_one_silo() =>
        Assert.Equal(SiloProgram.Failure, await SiloProgram.RunAsync(new SiloStartOptions { DataDirectory = running.DataDirectory, Url = "http://127.0.0.1:0", Quiet = true }, CancellationToken.None));
}
