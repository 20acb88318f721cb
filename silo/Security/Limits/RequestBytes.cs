using BirdGrid.Grains;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// The bytes that one request makes the silo hold: as they came, unpacked, and as objects. They are taken from the budgets before room is made for them, and
/// given back when they are let go, at the latest with the request's end. Thread-safe.
/// </summary>
internal sealed class RequestBytes : IDisposable
{
    /// <summary>What every request may hold without being counted: a call of names and numbers goes on when all budgets are spent.</summary>
    private const long FreeBytes = RequestSizes.SmallBytes + 64;

    /// <summary>From here on a request is a large one.</summary>
    private const long LargeBytes = 1 << 20;

    private const double RetryAfterMs = 1000;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly ByteBudgets budgets;
    private readonly string caller;
    private readonly object? connection;
    private readonly TimeSpan patience;
    private readonly TimeProvider clock;
    private ByteBudget[]? counted;
    private long held;
    private long message;
    private long kept;
    private bool hasEnded;
    private bool wasLarge;

    /// <summary>Begins to count.</summary>
    /// <param name="budgets">What is taken from.</param>
    /// <param name="caller">Id of the caller.</param>
    /// <param name="connection">The connection; null: none that is known.</param>
    /// <param name="patience">Longest wait for bytes that the request's own earlier messages hold.</param>
    /// <param name="clock">Time.</param>
    public RequestBytes(ByteBudgets budgets, string caller, object? connection, TimeSpan patience, TimeProvider clock)
    {
        (this.budgets, this.caller, this.connection, this.patience, this.clock) = (budgets, caller, connection, patience, clock);
    }

    /// <summary>The bytes of a request.</summary>
    public static RequestBytes Of(HttpContext context) =>
        context.Features.Get<RequestBytes>() ?? throw new InvalidOperationException("The request's bytes are not counted.");

    /// <summary>Takes bytes before room is made for them; waits as long as the request may.</summary>
    /// <exception cref="BusyException">A budget is spent; says which.</exception>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        long began = clock.GetTimestamp();
        while (TryTake(bytes) is { } spent)
        {
            // Waiting helps where the request's own messages are being answered.
            if (Interlocked.Read(ref kept) == 0 || clock.GetElapsedTime(began) >= patience)
            {
                throw Spent(spent);
            }

            await Task.Delay(LookInterval, clock, cancellationToken);
        }
    }

    /// <summary>Takes bytes before room is made for them, without waiting.</summary>
    /// <exception cref="BusyException">A budget is spent; says which.</exception>
    public void Take(long bytes)
    {
        if (TryTake(bytes) is { } spent)
        {
            throw Spent(spent);
        }
    }

    /// <summary>Takes bytes for the message of a stream that is being read; they are given back when the next one is.</summary>
    /// <exception cref="BusyException">A budget is spent; says which.</exception>
    public async ValueTask TakeForMessageAsync(long bytes, CancellationToken cancellationToken)
    {
        await TakeAsync(bytes, cancellationToken);
        lock (gate)
        {
            message += bytes;
        }
    }

    /// <summary>Lets go of the message that was read last.</summary>
    public void EndMessage()
    {
        lock (gate)
        {
            long ended = message;
            message = 0;
            Give(ended);
        }
    }

    /// <summary>Keeps the message that was read last when the next one is read, until the result is disposed of.</summary>
    public IDisposable KeepMessage()
    {
        lock (gate)
        {
            long held = message;
            message = 0;
            return new Kept(this, held);
        }
    }

    /// <summary>Bytes that were taken, until the result is disposed of.</summary>
    public IDisposable Keep(long bytes) => new Kept(this, bytes);

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes)
    {
        lock (gate)
        {
            if (!hasEnded)
            {
                Change(-bytes);
            }
        }
    }

    /// <summary>The request has ended: gives everything back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (hasEnded)
            {
                return;
            }

            Change(-held);
            hasEnded = true;
            if (counted is not null)
            {
                budgets.LeaveCaller(caller);
            }
        }
    }

    private static BusyException Spent(ByteBudget budget) => new(
        $"{budget.Owner}-bytes-spent",
        $"Requests hold as many bytes as this {budget.Owner} may have at a time, {budget.TotalBytes} (BirdGrid:Limits:{budget.Option}): wait for others to end, and try again.",
        RetryAfterMs);

    private ByteBudget? TryTake(long bytes)
    {
        lock (gate)
        {
            long more = Counted(held + bytes) - Counted(held);
            if (more > 0)
            {
                counted ??= [budgets.Silo, budgets.EnterCaller(caller), budgets.OfConnection(connection)];
                bool isLarge = held + bytes > LargeBytes;
                for (int i = 0; i < counted.Length; i++)
                {
                    if (!counted[i].TryTake(more, isLarge))
                    {
                        foreach (var taken in counted.AsSpan(0, i))
                        {
                            taken.Give(more);
                        }

                        return counted[i];
                    }
                }

                if (isLarge)
                {
                    wasLarge = true;
                    budgets.Released.MakeRoom(budgets.Silo);
                }
            }

            held += bytes;
            return null;
        }
    }

    private void Change(long bytes)
    {
        long less = Counted(held) - Counted(held + bytes);
        if (less > 0)
        {
            foreach (var budget in counted!)
            {
                budget.Give(less);
            }

            if (wasLarge)
            {
                budgets.Released.Add(less);
            }
        }

        held += bytes;
    }

    private static long Counted(long bytes) => Math.Max(0, bytes - FreeBytes);

    private sealed class Kept : IDisposable
    {
        private readonly RequestBytes request;
        private long left;

        public Kept(RequestBytes request, long bytes)
        {
            (this.request, left) = (request, bytes);
            Interlocked.Add(ref request.kept, bytes);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 0) is > 0 and var given)
            {
                Interlocked.Add(ref request.kept, -given);
                request.Give(given);
            }
        }
    }
}
