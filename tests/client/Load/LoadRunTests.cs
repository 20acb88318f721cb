using System.Collections.Concurrent;
using BirdGrid.Client.Load;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Client.Tests.Load;

public sealed class LoadRunTests
{
    [Fact]
    public async Task An_open_loop_counts_latency_from_the_time_at_which_a_request_was_due()
    {
        // A request is due every 10 ms, and sending one holds the client up for 30: request n is due at 10 n and answered at 30 (n + 1).
        var time = new FakeTimeProvider();
        var ten = new TaskCompletionSource();
        var forever = new TaskCompletionSource<RequestResult>();
        var target = new ScriptedTarget((request, cancellationToken) =>
        {
            if (request == 10)
            {
                ten.SetResult();
                return new ValueTask<RequestResult>(forever.Task.WaitAsync(cancellationToken));
            }

            if (request < 10)
            {
                time.Advance(TimeSpan.FromMilliseconds(30));
            }

            return request < 10 ? ValueTask.FromResult(RequestResult.Ok()) : new ValueTask<RequestResult>(forever.Task.WaitAsync(cancellationToken));
        });
        LoadWindow window;
        await using (var run = LoadRun.Start(target, new OpenLoop(100), time))
        {
            await ten.Task;
            window = run.Cut();
            forever.SetResult(RequestResult.Ok());
        }

        Assert.Equal(10, window.Ok);
        Assert.Equal(30, window.Latency.PercentileMs(10), 0.2);
        Assert.Equal(210, window.Latency.MaxMs, 0.2);
        Assert.Equal(180, window.Lateness.MaxMs, 0.2);
        Assert.Equal(90, window.Lateness.MeanMs, 0.2);
    }

    [Fact]
    public async Task A_closed_loop_counts_latency_from_the_time_at_which_a_request_was_sent()
    {
        var time = new FakeTimeProvider();
        var ten = new TaskCompletionSource();
        var target = new ScriptedTarget(async (request, cancellationToken) =>
        {
            if (request == 10)
            {
                ten.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }

            time.Advance(TimeSpan.FromMilliseconds(30));
            return RequestResult.Ok();
        });
        var run = LoadRun.Start(target, new ClosedLoop(1), time);
        await ten.Task;
        var window = run.Cut();
        Assert.Equal(10, window.Ok);
        Assert.Equal(30, window.Latency.MaxMs, 1e-9);
        Assert.Equal(0, window.Lateness.MaxMs);
        Assert.Equal(10 / 0.3, window.Throughput, 1e-9);
        await StopAsync(run, time);
    }

    [Fact]
    public async Task A_closed_loop_has_as_many_requests_outstanding_as_it_has_callers()
    {
        const int Callers = 5;
        var asked = new SemaphoreSlim(0);
        var waiting = new ConcurrentQueue<TaskCompletionSource<RequestResult>>();
        var target = new ScriptedTarget((_, _) =>
        {
            var answer = new TaskCompletionSource<RequestResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(answer);
            asked.Release();
            return new ValueTask<RequestResult>(answer.Task);
        });
        var run = LoadRun.Start(target, new ClosedLoop(Callers));
        for (int i = 0; i < Callers; i++)
        {
            await asked.WaitAsync();
        }

        // All callers wait: only an answer lets one ask again.
        Assert.Equal(Callers, waiting.Count);
        Assert.True(waiting.TryDequeue(out var first));
        first.SetResult(RequestResult.Ok());
        await asked.WaitAsync();
        Assert.Equal(Callers, waiting.Count);

        var stopped = run.DisposeAsync().AsTask();
        while (waiting.TryDequeue(out var left))
        {
            left.SetResult(RequestResult.Ok());
        }

        await stopped;
        Assert.Empty(waiting);
    }

    [Fact]
    public async Task What_is_due_beyond_the_bound_is_not_sent_and_counted()
    {
        const int Bound = 4;
        var time = new FakeTimeProvider();
        var sent = new SemaphoreSlim(0);
        var answers = new TaskCompletionSource<RequestResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        long largest = -1;
        var target = new ScriptedTarget((request, _) =>
        {
            largest = Math.Max(largest, request);
            sent.Release();
            return new ValueTask<RequestResult>(answers.Task);
        });
        var run = LoadRun.Start(target, new OpenLoop(100) { MaximumOutstanding = Bound }, time);
        await sent.WaitAsync();

        // Two seconds at once: 200 more are due.
        long unsent = 0;
        while (unsent == 0 || time.GetUtcNow() < time.Start + TimeSpan.FromSeconds(2))
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
            unsent += run.Cut().Unsent;
        }

        Assert.Equal(Bound - 1, largest);
        answers.SetResult(RequestResult.Ok());
        await StopAsync(run, time);
    }

    [Fact]
    public async Task Refusals_are_counted_by_status_and_apart_from_answers()
    {
        StatusCode[] codes = [StatusCode.OK, StatusCode.ResourceExhausted, StatusCode.ResourceExhausted, StatusCode.DeadlineExceeded, StatusCode.Internal, StatusCode.OK];
        var time = new FakeTimeProvider();
        var end = new TaskCompletionSource();
        var target = new ScriptedTarget(async (request, cancellationToken) =>
        {
            if (request == codes.Length)
            {
                end.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }

            time.Advance(TimeSpan.FromMilliseconds(codes[request] == StatusCode.OK ? 100 : 1));
            return codes[request] == StatusCode.OK ? RequestResult.Ok(3, new ServerTimings(10, 20, 30, 70, 8)) : RequestResult.Refused(codes[request]);
        });
        var run = LoadRun.Start(target, new ClosedLoop(1), time);
        await end.Task;
        var window = run.Cut();
        await StopAsync(run, time);

        Assert.Equal((2L, 2L, 1L, 1L), (window.Ok, window.Rejected, window.DeadlineExceeded, window.Failed));
        Assert.Equal(1, window.Codes[StatusCode.Internal]);
        Assert.Equal(6, window.Images);
        Assert.Equal(100, window.Latency.PercentileMs(1), 0.5);
        Assert.Equal(1, window.RefusalLatency.MaxMs, 1e-9);
        Assert.Equal(8, window.MeanBatchSize);
        Assert.Equal(30, window.Stages[ServerStage.Compute].MaxMs, 1e-9);
        Assert.Equal(30, window.Stages[ServerStage.Transport].MaxMs, 1e-9);
    }

    [Fact]
    public async Task What_a_target_throws_ends_the_run()
    {
        var target = new ScriptedTarget((_, _) => throw new InvalidDataException("broken"));
        await using var run = LoadRun.Start(target, new ClosedLoop(2));
        Assert.IsType<InvalidDataException>(await run.Fault);
        await Assert.ThrowsAsync<InvalidDataException>(() => LoadMeasurement.MeasureAsync(target, new ClosedLoop(1), new LoadOptions { Window = TimeSpan.FromHours(1) }));
    }

    // The target hangs until its run loses patience, by the clock that nobody moves.
    private static async Task StopAsync(LoadRun run, FakeTimeProvider time)
    {
        var stopped = run.DisposeAsync().AsTask();
        while (!stopped.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopped;
    }
}
