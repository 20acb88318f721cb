using System.Diagnostics;
using BirdGrid.Bench.Support;

namespace BirdGrid.Bench.Measures;

/// <summary>One round of pulling batches.</summary>
/// <param name="Samples">Photos that came.</param>
/// <param name="Seconds">Time that they took.</param>
/// <param name="Bytes">Bytes that the trainer's silo received and sent.</param>
/// <param name="TrainerSeconds">Processor time of the trainer's silo.</param>
/// <param name="SiloSeconds">Processor time of the cpu silos together.</param>
internal sealed record CpuSiloRound(int Samples, double Seconds, long Bytes, double TrainerSeconds, double SiloSeconds)
{
    /// <summary>Photos a second.</summary>
    public double SamplesPerSecond => Samples / Seconds;

    /// <summary>Photos a second of the cpu silos' processor time.</summary>
    public double SamplesPerSiloSecond => Samples / SiloSeconds;

    /// <summary>Traffic of a photo.</summary>
    public double BytesPerSample => (double)Bytes / Samples;

    /// <summary>Cores that the trainer's silo kept busy.</summary>
    public double TrainerShare => TrainerSeconds / Seconds;

    /// <summary>Cores that the cpu silos kept busy.</summary>
    public double SilosShare => SiloSeconds / Seconds;

    /// <summary>Pulls batches and drops them.</summary>
    public static async Task<CpuSiloRound> RunAsync(EpochPipeline pipeline, int epoch, int batches, OrleansTraffic traffic, Func<TimeSpan> silosTime, CancellationToken cancellationToken)
    {
        using var trainer = Process.GetCurrentProcess();
        trainer.Refresh();
        var (trainerBefore, silosBefore, bytesBefore, started) = (trainer.TotalProcessorTime, silosTime(), traffic.Bytes, Stopwatch.GetTimestamp());
        int samples = 0;
        await foreach (var (_, labels) in pipeline.ReadAsync(epoch, batches, cancellationToken))
        {
            samples += labels.Length;
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        trainer.Refresh();
        return new CpuSiloRound(samples, seconds, traffic.Bytes - bytesBefore, (trainer.TotalProcessorTime - trainerBefore).TotalSeconds, (silosTime() - silosBefore).TotalSeconds);
    }
}
