using BirdGrid.Bench.Simulation;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// A grid on one machine with fake devices: a manifest of a million photos, then a thousand sessions at the same time. Silos, grains,
/// messages over TCP, Redis and blobs are real; photos are drawn pictures of 64 pixels, and a training step only takes time.
/// The sizes can be set (<see cref="SimulationOptions"/>).
/// </summary>
internal sealed class GridSimulationMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "grid-simulation";

    /// <inheritdoc/>
    public string Description => "of 1,000 sessions at the same time on a simulated grid, those with every epoch once and a published version";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        var options = new SimulationOptions();
        notes.WriteLine(options);
        var devices = new SimulatedDevices(TimeSpan.FromMilliseconds(options.StepMilliseconds));
        await using var grid = await SimulatedGrid.StartAsync(options, devices, cancellationToken);
        await ManifestSimulation.RunAsync(grid, options, notes, cancellationToken);
        return await new SessionSimulation(grid, options, devices, notes).RunAsync(cancellationToken);
    }
}
