using BirdGrid.Cli.Rendering;
using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Inference;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace BirdGrid.Cli.Commands;

/// <summary>Measures backbones in this process, on a device thread like a silo's.</summary>
internal static class BackboneMeasurement
{
    /// <summary>Measures one backbone after the other.</summary>
    /// <param name="configs">What to measure.</param>
    /// <param name="device">auto, cpu, cuda or cuda:N.</param>
    /// <param name="threads">Threads of one torch operation; 0: every core.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandException">Device or threads cannot be meant.</exception>
    /// <exception cref="DeviceUnavailableException">There is no such device here.</exception>
    public static async Task<IReadOnlyList<InferenceThroughput>> RunAsync(
        IReadOnlyList<BackboneConfig> configs, string device, int threads, CancellationToken cancellationToken)
    {
        var options = new DeviceOptions { Device = device, Threads = threads };
        if (new DeviceOptionsValidator().Validate(null, options) is { Failed: true } invalid)
        {
            throw new CommandException(ExitCodes.Usage, string.Join(" ", invalid.Failures));
        }

        await using var executor = new DeviceExecutor(Options.Create(options), NullLogger<DeviceExecutor>.Instance, TimeProvider.System);
        await executor.StartAsync(cancellationToken);
        var measure = new ThroughputMeasure(TimeProvider.System);
        return Terminal.IsLive(Terminal.Error)
            ? await Terminal.Error.Progress().AutoClear(true).StartAsync(context =>
            {
                var bar = context.AddTask("Measuring", maxValue: configs.Count);
                return MeasureAsync(measured =>
                {
                    bar.Value = measured;
                    bar.Description = $"Measuring {configs[measured].Name}";
                });
            })
            : await MeasureAsync(_ => { });

        async Task<IReadOnlyList<InferenceThroughput>> MeasureAsync(Action<int> begin)
        {
            var measured = new List<InferenceThroughput>();
            foreach (var config in configs)
            {
                begin(measured.Count);
                measured.Add(await executor.RunAsync(
                    "measure", DevicePriority.Inference, () => measure.Run(config.Name, executor.Device, cancellationToken), cancellationToken));
            }

            return measured;
        }
    }
}
