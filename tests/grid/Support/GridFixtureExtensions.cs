using BirdGrid.V1;
using BirdGrid.Vision.SyntheticBirds;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>What every grid test does: draw birds, import them, train, wait.</summary>
internal static class GridFixtureExtensions
{
    private const double MeasuredFraction = 0.25;

    /// <summary>Draws a small labelled set and imports it; a quarter of it is for validation, or, where epochs are not to be selected, for testing.</summary>
    public static async Task<DatasetVersion> ImportBirdsAsync(
        this SiloProcess silo, string folder, string dataset = "birds", int photosPerSpecies = 12, string key = "import-birds", bool selectsEpochs = true)
    {
        if (!Directory.Exists(folder))
        {
            BirdDatasetWriter.Write(folder, seed: 11, speciesCount: 4, photosPerSpecies);
        }

        using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import();
        try
        {
            await WriteBirdsAsync(call.RequestStream, folder, new ImportHeader
            {
                Dataset = dataset,
                IdempotencyKey = key,
                SplitSeed = 3,
                ValidationFraction = selectsEpochs ? MeasuredFraction : 0,
                TestFraction = selectsEpochs ? 0 : MeasuredFraction,
                RenditionSize = 96,
            });
        }
        catch (RpcException)
        {
            // The silo has ended the call; reading its answers below says why.
        }

        DatasetVersion? version = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            version = response.Version ?? version;
        }

        return version!;
    }

    private static async Task WriteBirdsAsync(IClientStreamWriter<ImportRequest> requests, string folder, ImportHeader header)
    {
        await requests.WriteAsync(new ImportRequest { Header = header });
        foreach (string file in Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            await requests.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = Path.GetFileName(Path.GetDirectoryName(file)), FileName = Path.GetRelativePath(folder, file), Length = bytes.Length } });
            await requests.WriteAsync(new ImportRequest { Chunk = ByteString.CopyFrom(bytes) });
        }

        await requests.CompleteAsync();
    }

    /// <summary>A short session of the compact network from scratch.</summary>
    public static StartTrainingRequest ScratchSession(string key, int epochs, string dataset = "birds") => new()
    {
        IdempotencyKey = key,
        Spec = ScratchSpec.Of(dataset, epochs),
    };

    /// <summary>Starts a session.</summary>
    public static async Task<TrainingSession> StartTrainingAsync(this SiloProcess silo, StartTrainingRequest request) =>
        await new TrainingService.TrainingServiceClient(silo.Channel).StartAsync(request);

    /// <summary>The session once the condition holds.</summary>
    public static async Task<TrainingSession> WaitForAsync(this SiloProcess silo, string session, Predicate<TrainingSession> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var watch = new TrainingService.TrainingServiceClient(silo.Channel).Watch(new WatchTrainingRequest { Id = session }, cancellationToken: patience.Token);
        await foreach (var now in watch.ResponseStream.ReadAllAsync(patience.Token))
        {
            if (condition(now))
            {
                return now;
            }

            Assert.False(now.State is TrainingState.Failed or TrainingState.Cancelled, now.Message);
        }

        throw new InvalidOperationException("The session ended before the condition held.");
    }

    /// <summary>The session once it has completed.</summary>
    public static Task<TrainingSession> WaitForEndAsync(this SiloProcess silo, string session) =>
        silo.WaitForAsync(session, s => s.State == TrainingState.Completed);
}
