using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Telemetry;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Inference;

/// <inheritdoc cref="IInferenceFront"/>
/// <param name="grains">Finds models and replicas.</param>
/// <param name="local">What is on this silo anyway.</param>
/// <param name="routes">Where requests go.</param>
/// <param name="state">Whether the grid's state is away.</param>
/// <param name="silo">This silo: a spare replica comes up here where it can.</param>
/// <param name="preparer">Decodes photos.</param>
/// <param name="outcomes">Told how versions do.</param>
/// <param name="options">Replicas, queues, patience.</param>
/// <param name="clock">Time.</param>
public sealed class InferenceFront(IGrainFactory grains, SiloShortcuts local, KnownRoutes routes, StateAvailability state, ILocalSiloDetails silo, PhotoPreparer preparer, OutcomeRecorder outcomes, IOptions<InferenceOptions> options, TimeProvider clock) : IInferenceFront
{
    private readonly ConcurrentDictionary<string, ModelVersion> versions = new(StringComparer.Ordinal);
    private readonly AdmissionGate gate = new(
        options.Value.Replicas * (options.Value.QueueLimit + options.Value.MaximumBatchSize),
        options.Value.Replicas * options.Value.MaximumBatchSize,
        options.Value.MaximumWaitMs,
        clock);

    private readonly ReplicaChoice choice = new(options.Value.Replicas, clock);
    private readonly TrafficTicket tickets = new();
    private readonly VersionComparisons comparisons = new(grains, outcomes, options.Value, clock);
    private int turn;

    /// <inheritdoc/>
    public async Task<ModelVersion> FindAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        var route = await RouteAsync(reference.Model, cancellationToken);
        return await VersionAsync(route.Model, route.Resolve(reference));
    }

    /// <inheritdoc/>
    public async Task<InferenceAnswer> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();

        // A date on arrival, a span of time from then on: the wall clock may step while the request waits.
        double? allowedMs = AllowedMs(request.Deadline);
        using var activity = BirdGridTelemetry.Source.StartActivity("classify");
        var route = await RouteAsync(request.Model.Model, cancellationToken);
        bool isSplit = request.Model is { Version: null, Alias: null };
        long ticket = isSplit ? tickets.Next() : 0;
        int number = isSplit && route.Traffic.CanaryVersion != 0 && TrafficTicket.IsCanary(ticket, route.Traffic.CanaryPercent)
            ? route.Traffic.CanaryVersion
            : route.Resolve(request.Model);
        var version = await VersionAsync(route.Model, number);
        activity?.SetTag("birdgrid.model", version.Key);
        var call = new Call(request, route, started, allowedMs, cancellationToken);
        InferenceAnswer answer;
        try
        {
            answer = await AnswerAsync(call, version);
        }
        catch (Exception failure) when (number == route.Traffic.CanaryVersion && isSplit && VersionFault.Is(failure))
        {
            // The caller did not choose the canary: the champion answers.
            answer = await AnswerAsync(call, await VersionAsync(route.Model, route.Primary));
        }

        if (isSplit && route.Traffic.ShadowVersion != 0 && TrafficTicket.IsShadowed(ticket, route.Traffic.ShadowPercent))
        {
            _ = ShadowAsync(request, answer, route.Traffic.ShadowVersion);
        }

        return answer;
    }

    private async Task<InferenceAnswer> AnswerAsync(Call call, ModelVersion version)
    {
        try
        {
            var answer = await AskAsync(call.Request, version, call.Request.Priority, call.Started, call.AllowedMs, call.CancellationToken, call.Route);
            RecordAnswer(version, clock.GetElapsedTime(call.Started));
            return answer;
        }
        catch (Exception failure) when (VersionFault.Is(failure))
        {
            outcomes.Record(version.Model, version.Version, latency: null);
            comparisons.Failed(version);
            InferenceMetrics.Requests.Add(1, Tags(version, "failed"));
            throw;
        }
        catch (Exception refusal)
        {
            InferenceMetrics.Requests.Add(1, Tags(version, OutcomeOf(refusal)));
            throw;
        }
    }

    private void RecordAnswer(ModelVersion version, TimeSpan elapsed)
    {
        outcomes.Record(version.Model, version.Version, elapsed);
        var tags = Tags(version, "ok");
        InferenceMetrics.Duration.Record(elapsed.TotalSeconds, tags);
        InferenceMetrics.Requests.Add(1, tags);
    }

    private static TagList Tags(ModelVersion version, string outcome) => new() { { "model", version.Model }, { "version", version.Version }, { "outcome", outcome } };

    private static string OutcomeOf(Exception refusal) => refusal switch
    {
        BusyException => "rejected",
        DeadlineException => "deadline",
        OperationCanceledException => "cancelled",
        GridException or Vision.Photos.PhotoDecodeException => "refused",
        _ => "failed",
    };

    private async Task<InferenceAnswer> AskAsync(InferenceRequest request, ModelVersion version, InferencePriority priority, long started, double? allowedMs, CancellationToken cancellationToken, ModelRoute? route = null)
    {
        int count = request.Images?.Count ?? request.Photos.Count;
        RequestRules.RequireCount(count, options.Value);
        using (var admission = Admit(version, count, priority))
        {
            long decoding = clock.GetTimestamp();
            var images = request.Images ?? await preparer.PrepareAsync(request.Photos, version.Preprocessing, request.Truncated, cancellationToken);
            double decodeMs = request.Images is null ? clock.GetElapsedTime(decoding).TotalMilliseconds : 0;
            if (request.Images is null && InferenceMetrics.StageDuration.Enabled)
            {
                InferenceMetrics.StageDuration.Record(decodeMs / 1000, new("model", version.Model), new("version", version.Version), new("stage", "decode"));
            }

            var input = new InferInput(BytesOf(images.Pixels), images.Format, images.Count, priority, allowedMs is { } allowed ? Math.Max(0, allowed - clock.GetElapsedTime(started).TotalMilliseconds) : null);
            if (route is not null)
            {
                comparisons.Offer(route, version, input);
            }

            uint first = (uint)Interlocked.Increment(ref turn);
            var output = await AskReplicaAsync(version, input, first, cancellationToken);
            if (priority != InferencePriority.Shadow)
            {
                admission.Answered();
            }

            float[] logits = MemoryMarshal.Cast<byte, float>(output.Logits).ToArray();
            var timings = new InferenceTimings(decodeMs, output.QueueMs, output.AssemblyMs, output.ComputeMs, clock.GetElapsedTime(started).TotalMilliseconds, output.BatchSize);
            return new InferenceAnswer(version, logits, images.Count, timings);
        }
    }

    private AdmissionGate.Admission Admit(ModelVersion version, int count, InferencePriority priority)
    {
        bool isUrgent = priority == InferencePriority.High;
        if ((isUrgent || !gate.IsClosed(version.Key)) && gate.TryEnter(version.Key, count, isUrgent, out var admission))
        {
            return admission;
        }

        double expectedMs = gate.ExpectedMs(version.Key);
        double retryAfterMs = RequestRules.RetryAfterMs(expectedMs);
        InferenceMetrics.Rejections.Add(1, new("model", version.Model), new("version", version.Version), new("reason", RejectionReasons.InFlight));
        throw new BusyException("too-many-in-flight", $"So many images of {version.Key} are under way at this silo that another would take {expectedMs:F0} ms; try again in {retryAfterMs:F0} ms, with fewer requests at a time.", retryAfterMs);
    }

    private async Task<InferOutput> AskReplicaAsync(ModelVersion version, InferInput input, uint first, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatAsync(
                losses => AskReplicaAsync(version.Key, choice.Choose(version.Key, first, losses), input, cancellationToken),
                cancellationToken);
        }
        catch (BusyException busy) when (input.Priority != InferencePriority.Shadow)
        {
            gate.Close(version.Key, busy.RetryAfterMs ?? 0);
            throw;
        }
    }

    private Task<InferOutput> AskReplicaAsync(string versionKey, long number, InferInput input, CancellationToken cancellationToken)
    {
        string key = ReplicaPlace.KeyOf(versionKey, number);
        return local.Replicas.TryGetReady(key, out var replica) ? replica.InferAsync(input, cancellationToken) : AskGrainAsync(key, choice.IsSpare(number), input, cancellationToken);
    }

    private async Task<InferOutput> AskGrainAsync(string key, bool isSpare, InferInput input, CancellationToken cancellationToken)
    {
        long asked = clock.GetTimestamp();
        try
        {
            var asking = Ask(key, isSpare, input, cancellationToken);
            var output = choice.PatienceWith(key) is { } patience ? await asking.WaitAsync(patience, clock, cancellationToken) : await asking;
            choice.Answered(key, clock.GetElapsedTime(asked));
            return output;
        }
        catch (Exception loss) when (loss is TimeoutException or SiloUnavailableException)
        {
            choice.Lost(key);
            throw;
        }
    }

    // The spare is for when another silo is in trouble: this one is not, and holds it if its role allows.
    private Task<InferOutput> Ask(string key, bool isSpare, InferInput input, CancellationToken cancellationToken)
    {
        using var hint = isSpare ? PlacementHint.For(silo.SiloAddress) : null;
        return grains.GetGrain<IClassifierGrain>(key).Infer(input, cancellationToken);
    }

    // Nobody waits for a shadow: what it throws is counted, its answers are compared.
    private async Task ShadowAsync(InferenceRequest request, InferenceAnswer answer, int shadow)
    {
        AgreementCounts counts;
        try
        {
            var version = await VersionAsync(answer.Version.Model, shadow);
            var copy = await AskAsync(request, version, InferencePriority.Shadow, clock.GetTimestamp(), allowedMs: null, CancellationToken.None);
            counts = ShadowComparison.Of(answer, copy);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            counts = new AgreementCounts(0, 0, 0, answer.Count);
        }

        outcomes.Record(answer.Version.Model, counts);
    }

    private double? AllowedMs(DateTimeOffset? deadline) =>
        deadline is { } end && end < DateTimeOffset.MaxValue.AddDays(-1) ? Math.Max(0, (end - clock.GetUtcNow()).TotalMilliseconds) : null;

    // What is a whole array already is not copied.
    private static byte[] BytesOf(ReadOnlyMemory<byte> pixels) =>
        MemoryMarshal.TryGetArray(pixels, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : pixels.ToArray();

    private Task<ModelRoute> RouteAsync(string model, CancellationToken cancellationToken)
    {
        var asked = routes.ReadAsync(model);
        return asked.IsCompletedSuccessfully ? asked : RepeatAsync(losses => losses == 0 ? asked : routes.ReadAsync(model), cancellationToken);
    }

    // A silo that dies or leaves takes its replicas' answers along. A classification changes nothing: it is asked for again, of another replica
    // or of the same one where it comes up next.
    private async Task<T> RepeatAsync<T>(Func<int, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await LostCall.RepeatAsync(
                losses =>
                {
                    InferenceMetrics.Retries.Add(losses == 0 ? 0 : 1);
                    return call(losses);
                },
                loss => LostCall.Is(loss) ? state.PatienceWith(loss, TimeSpan.FromSeconds(options.Value.RetrySeconds)) : TimeSpan.Zero,
                clock,
                cancellationToken);
        }
        catch (Exception loss) when (LostCall.Is(loss) && state.TryExplain(out var refusal))
        {
            throw refusal;
        }
    }

    private async Task<ModelVersion> VersionAsync(string model, int number)
    {
        string key = ModelReference.KeyOf(model, number);
        if (!versions.TryGetValue(key, out var version))
        {
            // A published version never changes: once read, it is kept.
            version = versions.GetOrAdd(key, await grains.GetGrain<IModelVersionGrain>(key).Get());
        }

        return version;
    }

    private sealed record Call(InferenceRequest Request, ModelRoute Route, long Started, double? AllowedMs, CancellationToken CancellationToken);
}
