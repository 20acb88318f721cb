using System.Collections.Concurrent;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>
/// Has versions that are judged run requests' images in turn with the version that they are compared with. Callers never wait for it; the replica
/// decides how often it does so.
/// </summary>
/// <param name="grains">Finds replicas.</param>
/// <param name="outcomes">Told what came of it.</param>
/// <param name="options">Number of replicas.</param>
/// <param name="clock">Time.</param>
internal sealed class VersionComparisons(IGrainFactory grains, OutcomeRecorder outcomes, InferenceOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<(string Model, int Tried), Offered> offered = new();

    /// <summary>A request's images may be used, where its version or the other one is judged.</summary>
    public void Offer(ModelRoute route, ModelVersion version, InferInput input)
    {
        if (route.ComparisonOf(version.Version) is not { } pair)
        {
            return;
        }

        var state = offered.GetOrAdd((route.Model, pair.Tried), static _ => new Offered());
        if (state.TryBegin(clock, Interval))
        {
            _ = CompareAsync(route, pair, FirstOf(input), state);
        }
    }

    /// <summary>A version has failed a caller: it is looked at more often.</summary>
    public void Failed(ModelVersion version)
    {
        if (offered.TryGetValue((version.Model, version.Version), out var state))
        {
            state.HasFailed = true;
        }
    }

    private static InferInput FirstOf(InferInput input) =>
        input with { Pixels = input.Count == 1 ? input.Pixels : input.Pixels[..(input.Pixels.Length / input.Count)], Count = 1, TimeoutMs = null };

    private async Task CompareAsync(ModelRoute route, (int Tried, int Reference) pair, InferInput image, Offered state)
    {
        try
        {
            string key = ReplicaPlace.KeyOf(ModelReference.KeyOf(route.Model, pair.Tried), state.Next() % options.Replicas);
            bool hasFailed = state.HasFailed;
            if (await grains.GetGrain<IClassifierGrain>(key).Compare(new CompareInput(pair.Reference, route.Revision, image, hasFailed)) is { } runs)
            {
                outcomes.Record(route.Model, runs);
                state.HasFailed &= !hasFailed;
            }
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            // Nothing was compared; the next request's image will be.
        }
        finally
        {
            state.End(clock);
        }
    }

    private sealed class Offered
    {
        private readonly Lock gate = new();
        private bool isRunning;
        private long? ended;
        private uint count;

        public bool HasFailed { get; set; }

        public uint Next() => ++count;

        public bool TryBegin(TimeProvider clock, TimeSpan interval)
        {
            lock (gate)
            {
                if (isRunning || (ended is { } last && clock.GetElapsedTime(last) < interval))
                {
                    return false;
                }

                isRunning = true;
                return true;
            }
        }

        public void End(TimeProvider clock)
        {
            lock (gate)
            {
                isRunning = false;
                ended = clock.GetTimestamp();
            }
        }
    }
}
