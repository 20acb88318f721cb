using System.Diagnostics.CodeAnalysis;
using BirdGrid.Grains.Inference.Messages;

namespace BirdGrid.Grains.Inference.Batching;

/// <summary>
/// The bounded queue of a replica, between callers and the one thread that computes. Higher priorities go first, equal ones in the order of their
/// arrival; who is cancelled leaves at once, who is too late is told so when its turn comes.
/// </summary>
/// <param name="limit">Images that may wait.</param>
/// <param name="rules">How batches are made.</param>
/// <param name="clock">Time.</param>
internal sealed class InferenceQueue(int limit, BatchRules rules, TimeProvider clock)
{
    private const int ShadowShare = 4;

    // A monitor: the computing thread waits on it.
    private readonly object gate = new();
    private readonly LinkedList<PendingInference>[] waiting = [.. Enum.GetValues<InferencePriority>().Select(_ => new LinkedList<PendingInference>())];
    private readonly Queue<Action> jobs = new();
    private int images;
    private bool closed;

    /// <summary>Images that wait.</summary>
    public int Images => Volatile.Read(ref images);

    /// <summary>Whether it takes no more requests.</summary>
    public bool IsClosed => Volatile.Read(ref closed);

    /// <summary>Adds a request.</summary>
    /// <returns>False where the queue is full for its priority, or closed.</returns>
    public bool TryAdd(PendingInference request)
    {
        var priority = request.Input.Priority;
        lock (gate)
        {
            int room = priority == InferencePriority.Shadow ? Math.Max(1, limit / ShadowShare) : limit;
            if (closed || (images > 0 && images + request.Input.Count > room && !MakeRoom(images + request.Input.Count - room, priority)))
            {
                return false;
            }

            request.Place = waiting[(int)priority].AddLast(request);
            images += request.Input.Count;
            Monitor.Pulse(gate);
        }

        return true;
    }

    /// <summary>Adds work for the computing thread, to be done between two batches; it goes before every request.</summary>
    /// <returns>False where the queue is closed; what was added is done in any case.</returns>
    public bool TryPost(Action job)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            jobs.Enqueue(job);
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Takes the next work that is no batch.</summary>
    public bool TryTakeJob([NotNullWhen(true)] out Action? job)
    {
        lock (gate)
        {
            return jobs.TryDequeue(out job);
        }
    }

    /// <summary>Takes a request out again, whose caller has gone.</summary>
    /// <returns>False where it is no longer waiting.</returns>
    public bool TryRemove(PendingInference request)
    {
        lock (gate)
        {
            if (request.Place is null)
            {
                return false;
            }

            Unlink(request);
            return true;
        }
    }

    /// <summary>Blocks until there is a batch, and takes it, or until there is other work: the batch is then empty.</summary>
    /// <param name="batch">Receives the requests, in order; emptied first.</param>
    /// <param name="late">Receives the requests that waited too long; emptied first.</param>
    /// <param name="msPerImage">Milliseconds that an image of the last batches took; 0: not known.</param>
    /// <returns>False once the queue is closed and empty.</returns>
    public bool Take(List<PendingInference> batch, List<PendingInference> late, double msPerImage = 0)
    {
        batch.Clear();
        late.Clear();
        lock (gate)
        {
            while (true)
            {
                var pause = Timeout.InfiniteTimeSpan;
                DropLate(late);
                if (jobs.Count > 0)
                {
                    return true;
                }

                if (images > 0)
                {
                    var waited = clock.GetElapsedTime(Oldest());
                    int size = closed ? rules.MaximumSize : rules.SizeOf(images, waited, msPerImage);
                    if (size > 0)
                    {
                        Fill(batch, size);
                        return true;
                    }

                    pause = rules.MaximumDelay - waited;
                }

                if (late.Count > 0)
                {
                    return true;
                }

                if (closed)
                {
                    return false;
                }

                Wait(pause);
            }
        }
    }

    /// <summary>Takes no more requests; those that wait are still taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    // Whole milliseconds are what a monitor knows; less than one would be a loop that spins.
    private void Wait(TimeSpan pause) =>
        Monitor.Wait(gate, pause == Timeout.InfiniteTimeSpan ? Timeout.Infinite : (int)Math.Ceiling(Math.Max(1, pause.TotalMilliseconds)));

    // Shadow copies make room for callers, never callers for each other.
    private bool MakeRoom(int needed, InferencePriority priority)
    {
        var shadows = waiting[(int)InferencePriority.Shadow];
        if (priority == InferencePriority.Shadow || shadows.Sum(s => s.Input.Count) < needed)
        {
            return false;
        }

        while (needed > 0)
        {
            var last = shadows.Last!.Value;
            Unlink(last);
            needed -= last.Input.Count;
            last.Fail(new BusyException("shadow-turned-away", "The copy for a shadow version made room for a caller."));
        }

        return true;
    }

    private long Oldest() => waiting.Where(w => w.Count > 0).Min(w => w.First!.Value.Arrived);

    private void DropLate(List<PendingInference> late)
    {
        long now = clock.GetTimestamp();
        foreach (var list in waiting)
        {
            for (var node = list.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Expires <= now)
                {
                    late.Add(node.Value);
                    Unlink(node.Value);
                }

                node = next;
            }
        }
    }

    private void Fill(List<PendingInference> batch, int size)
    {
        int taken = 0;
        foreach (var list in waiting)
        {
            while (list.First?.Value is { } request && (taken == 0 || taken + request.Input.Count <= size))
            {
                Unlink(request);
                batch.Add(request);
                taken += request.Input.Count;
            }

            if (list.Count > 0)
            {
                return;
            }
        }
    }

    private void Unlink(PendingInference request)
    {
        request.Place!.List!.Remove(request.Place);
        request.Place = null;
        images -= request.Input.Count;
    }
}
