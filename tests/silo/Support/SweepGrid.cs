extern alias client;

using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.Silo.Hosting;
using BirdGrid.Vision.SyntheticBirds;
using client::BirdGrid.V1;
using Microsoft.Data.Sqlite;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>A silo with a few drawn birds that can be stopped and started again on the same data.</summary>
internal sealed class SweepGrid : IAsyncDisposable
{
    /// <summary>Dataset of the drawn birds.</summary>
    public const string Dataset = "birds";

    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-sweeps-").FullName;
    private RunningSilo? silo;

    /// <summary>Typed client of the silo.</summary>
    public BirdGridClient Client { get; private set; } = null!;

    /// <summary>Blocks of features that sessions share.</summary>
    public long FeatureBlocks
    {
        get
        {
            using var database = new SqliteConnection($"Data Source={Path.Combine(data, "grid.db")};Mode=ReadOnly;Pooling=False");
            database.Open();
            using var count = database.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM grain_state WHERE state_name = 'feature-block'";
            return (long)count.ExecuteScalar()!;
        }
    }

    /// <summary>Starts a silo and imports the birds.</summary>
    public static async Task<SweepGrid> StartAsync(params string[] settings)
    {
        var grid = new SweepGrid();
        await grid.StartSiloAsync(settings);
        string folder = Path.Combine(grid.data, "photos");
        BirdDatasetWriter.Write(folder, seed: 3, speciesCount: 2, photosPerSpecies: 14, side: 96);
        await grid.Client.Datasets.ImportAsync(new ImportHeader { Dataset = Dataset, SplitSeed = 1, ValidationFraction = 0.25, RenditionSize = 80 }, PhotoFolder.Read(folder));
        return grid;
    }

    /// <summary>Stops the silo and starts another on its data.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        await StopSiloAsync();
        await StartSiloAsync(settings);
    }

    /// <summary>A sweep of short sessions of the compact network.</summary>
    public static SweepSpec Spec(int epochs, params SweepParameter[] parameters)
    {
        var spec = new SweepSpec
        {
            Search = SweepSearch.Grid,
            Seed = 5,
            Base = new TrainingSpec
            {
                Model = "birds",
                Dataset = Dataset,
                Backbone = "resnet9",
                Method = TrainingMethod.FineTune,
                Initialization = Initialization.Scratch,
                Augmentation = "light",
                ImageSize = 64,
                Epochs = epochs,
                BatchSize = 8,
            },
        };
        spec.Parameters.AddRange(parameters);
        return spec;
    }

    /// <summary>A parameter with values.</summary>
    public static SweepParameter Values(string name, params string[] values)
    {
        var parameter = new SweepParameter { Name = name };
        parameter.Values.AddRange(values.Select(v => new SweepValue { Label = v }));
        return parameter;
    }

    /// <summary>The sweep once it holds a condition.</summary>
    public async Task<Sweep> WaitForAsync(string id, Predicate<Sweep> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await foreach (var sweep in Client.Sweeps.WatchAsync(id, patience.Token))
        {
            if (condition(sweep))
            {
                return sweep;
            }
        }

        throw new InvalidOperationException("The sweep ended before the condition held.");
    }

    /// <summary>The sweep once it has ended.</summary>
    public Task<Sweep> WaitForEndAsync(string id) => WaitForAsync(id, sweep => sweep.Ended is not null);

    /// <summary>Trains one session to its end.</summary>
    public async Task<TrainingSession> TrainAsync(TrainingSpec spec)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var session = await Client.Training.StartAsync(spec);
        await foreach (var now in Client.Training.WatchAsync(session.Id, patience.Token))
        {
            session = now;
        }

        Assert.True(session.State == TrainingState.Completed, session.Message);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await StopSiloAsync();
        Directory.Delete(data, recursive: true);
    }

    private async Task StartSiloAsync(string[] settings)
    {
        silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Threads = 1, Settings = settings }, CancellationToken.None);
        Client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url });
    }

    private async Task StopSiloAsync()
    {
        Client.Dispose();
        if (silo is { } running)
        {
            silo = null;
            await running.DisposeAsync();
        }
    }
}
