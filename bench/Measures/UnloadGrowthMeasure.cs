using System.Diagnostics;
using BirdGrid.Bench.Serving;
using BirdGrid.Bench.Support;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Silo;
using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Bench.Measures;

/// <summary>Memory that versions leave behind which came and went a hundred times, and the same with a leak put in on purpose.</summary>
internal sealed class UnloadGrowthMeasure : IMeasure
{
    private const int Versions = 3;
    private const int Cycles = 100;
    private const int FirstCycles = 5;
    private const double Allowed = 0.05;

    /// <inheritdoc/>
    public string Name => "unload-growth";

    /// <inheritdoc/>
    public string Description => "Growth of resident memory from the 5th to the 100th cycle of loading, asking and unloading 3 versions of MobileNetV2 (a leak on purpose in the notes)";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The leak was not noticed.</exception>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        double growth = await RunAsync(leaks: false, notes, cancellationToken);
        double leaking = await RunAsync(leaks: true, notes, cancellationToken);
        notes.WriteLine(FormattableString.Invariant($"growth {growth:P1}; with one of ten engines kept on purpose {leaking:P1}"));
        return leaking > Allowed ? growth : throw new InvalidOperationException($"One of ten engines was kept, and memory grew by no more than {leaking:P1}: the measure does not see leaks.");
    }

    private static async Task<double> RunAsync(bool leaks, TextWriter notes, CancellationToken cancellationToken)
    {
        using var data = new TemporaryFolder();
        await using var silo = await RunningSilo.StartAsync(
            new SiloStartOptions { DataDirectory = data.Path, Url = "http://127.0.0.1:0", Device = "cpu" },
            services => Replace(services, leaks),
            cancellationToken);
        await ServedModels.PublishAsync(silo.Services, [("champion", "mobilenet_v2"), .. Enumerable.Repeat(("birds", "mobilenet_v2"), Versions + 1)]);
        long first = 0;
        for (int cycle = 1; cycle <= Cycles; cycle++)
        {
            for (int version = 2; version <= Versions + 1; version++)
            {
                await CycleAsync(silo.Services, version, cancellationToken);
            }

            first = cycle == FirstCycles ? Resident() : first;
            if (cycle is FirstCycles or 25 or 50 or 75 or Cycles)
            {
                notes.WriteLine(FormattableString.Invariant($"{(leaks ? "leaking" : "sound")}, cycle {cycle}: {Resident() / 1e6:F1} MB resident"));
            }
        }

        return (double)(Resident() - first) / first;
    }

    private static async Task CycleAsync(IServiceProvider services, int number, CancellationToken cancellationToken)
    {
        var serving = services.GetRequiredService<IModelServing>();
        var reference = new ModelReference("birds", number, null);
        await serving.LoadAsync(reference, "cycle", cancellationToken);
        var version = await services.GetRequiredService<IInferenceFront>().FindAsync(reference, cancellationToken);
        byte[] pixels = new byte[version.Preprocessing.CropSize * version.Preprocessing.CropSize * 3];
        await services.GetRequiredService<IInferenceFront>().InferAsync(new InferenceRequest { Model = reference, Images = new(pixels, Vision.Inference.Engines.PixelFormat.Bytes, 1) }, cancellationToken);
        await serving.UnloadAsync(reference, "cycle", cancellationToken);
    }

    private static void Replace(IServiceCollection services, bool leaks)
    {
        if (leaks)
        {
            services.AddSingleton<EngineLoader>().AddSingleton<IEngineLoader>(provider => new LeakingLoader(provider.GetRequiredService<EngineLoader>()));
        }
    }

    private static long Resident()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
