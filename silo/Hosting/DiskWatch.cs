using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Hosting;
using BirdGrid.Silo.Options;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>Looks every few seconds whether the silo's disks take bytes, and says so: in the log once, and to who asks for the silo's health.</summary>
/// <param name="options">Where the silo writes.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Log.</param>
internal sealed partial class DiskWatch(IOptions<SiloOptions> options, TimeProvider clock, ILogger<DiskWatch> logger) : SupervisedService(clock, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile string? problem;

    /// <summary>What is wrong with a disk, a sentence that anybody may read; null where nothing is.</summary>
    public string? Problem => problem;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        string[] folders = [.. new[] { Path.GetFullPath(options.Value.DataDirectory), BlobsExtensions.FolderOf(options.Value) }.OfType<string>().Distinct()];
        using var timer = new PeriodicTimer(Interval, Clock);
        do
        {
            // A network disk that hangs keeps this loop, and no thread of anybody else.
            var faults = await Task.Run(() => folders.Where(Directory.Exists).Select(f => (Folder: f, Fault: DiskProbe.FaultOf(f))).ToList(), stoppingToken);
            Take(faults.Find(f => f.Fault != DiskFault.None));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Take((string Folder, DiskFault Fault) found)
    {
        string? now = found.Fault == DiskFault.None ? null : $"{DiskException.ProblemOf(found.Fault)} Classification goes on; changes are refused.";
        if (now == problem)
        {
            return;
        }

        problem = now;
        if (now is null)
        {
            LogWell(Logger);
        }
        else
        {
            LogFault(Logger, found.Folder, now);
        }
    }

    [LoggerMessage(EventId = 663, EventName = "DiskFault", Level = LogLevel.Error, Message = "{Folder} cannot be written: {Problem}")]
    private static partial void LogFault(ILogger logger, string folder, string problem);

    [LoggerMessage(EventId = 664, EventName = "DiskWell", Level = LogLevel.Warning, Message = "The silo's disks can be written again.")]
    private static partial void LogWell(ILogger logger);
}
