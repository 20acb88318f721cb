using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using BirdGrid.Grains.Devices;

namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>
/// Pulls the batches of one reading while the reader works. Everything that happens (an answer, a wish of the reader, a tick of the clock)
/// is an event of one loop, which alone changes the state: the most urgent piece goes to the silo with the most free credit; what a silo that
/// drains, dies or fails was asked for is asked of another; what is late is asked twice.
/// </summary>
/// <param name="silos">Who can be asked.</param>
/// <param name="credits">How much of whom.</param>
/// <param name="hedging">When to ask twice.</param>
/// <param name="window">What is asked for.</param>
/// <param name="options">Interval and patience.</param>
/// <param name="clock">Time.</param>
internal sealed class BatchPump(IAugmenterSilos silos, SiloCredits credits, HedgePolicy hedging, BatchWindow window, AugmentationOptions options, TimeProvider clock)
{
    /// <summary>What a session says while no silo can make its batches.</summary>
    public const string NoSilo = "Waits for a silo with the role cpu (or all): none is active.";

    /// <summary>An error of the request itself is asked about this often, then it is the reader's.</summary>
    private const int MostErrors = 3;

    private const int MostDoublings = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<PumpEvent> events = Channel.CreateUnbounded<PumpEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<PumpOutput> output = Channel.CreateUnbounded<PumpOutput>();
    private readonly SortedSet<BatchPiece> unasked = new(Comparer<BatchPiece>.Create((left, right) => left.Number.CompareTo(right.Number)));
    private readonly Dictionary<PieceRequest, Task> running = [];
    private Exception? lastFailure;
    private long lastProgress = clock.GetTimestamp();
    private bool isWanted;
    private bool hasSaid;

    /// <summary>Batches in order, and notices between them; completed, with the error if there was one, at the end.</summary>
    public ChannelReader<PumpOutput> Output => output.Reader;

    /// <summary>The reader has used what it had and wants the next batch.</summary>
    public void Want() => events.Writer.TryWrite(new PumpEvent(Ended: null, IsWish: true));

    /// <summary>Runs until every batch was delivered. Nothing is outstanding when it ends.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var interval = TimeSpan.FromMilliseconds(options.CheckIntervalMilliseconds);
            await using var ticks = clock.CreateTimer(_ => events.Writer.TryWrite(default), state: null, interval, interval);
            LookAround();
            while (!(window.IsEnded && isWanted) && await events.Reader.WaitToReadAsync(cancellationToken))
            {
                while (events.Reader.TryRead(out var next))
                {
                    Take(next);
                }

                Advance();
            }

            output.Writer.TryComplete();
        }
        catch (Exception failure)
        {
            output.Writer.TryComplete(failure);
        }
        finally
        {
            await StopAsync();
        }
    }

    private static bool IsLoss(Exception failure) => failure is OrleansException or TimeoutException or OperationCanceledException or ExecutorStoppedException;

    private void Take(PumpEvent next)
    {
        if (next.Ended is { } request)
        {
            End(request);
        }
        else if (next.IsWish)
        {
            isWanted = true;
            lastProgress = clock.GetTimestamp();
        }
        else
        {
            LookAround();
        }
    }

    private void Advance()
    {
        foreach (var batch in window.Fill(credits.ActiveCount, clock.GetTimestamp()))
        {
            unasked.UnionWith(batch.Pieces);
        }

        HedgeFirst();
        Dispatch();
        Deliver();
        LosePatience();
    }

    private void LookAround()
    {
        credits.Update(silos.Active);
        foreach (var request in running.Keys.Where(r => !r.Silo.IsActive && !r.Withdrawn.IsCancellationRequested).ToList())
        {
            request.Withdraw();
            AskAgain(request.Piece);
        }
    }

    private void AskAgain(BatchPiece piece)
    {
        if (!piece.IsDone && piece.Outstanding.Count == 0)
        {
            unasked.Add(piece);
            AugmentationMetrics.Moved.Add(1);
        }
    }

    private void HedgeFirst()
    {
        if (!isWanted || window.First is not { } first)
        {
            return;
        }

        foreach (var piece in first.Pieces)
        {
            if (piece.Outstanding is [var late] && hedging.IsLate(clock.GetElapsedTime(late.Asked)) && credits.Choose(clock, except: late.Silo) is { } other)
            {
                hedging.Hedged();
                AugmentationMetrics.Hedges.Add(1);
                Send(piece, other, isHedge: true);
            }
        }
    }

    private void Dispatch()
    {
        foreach (var piece in unasked.ToList())
        {
            if (credits.Choose(clock, alsoResting: !piece.IsResting(clock)) is { } silo)
            {
                unasked.Remove(piece);
                Send(piece, silo, isHedge: false);
            }
        }
    }

    private void Send(BatchPiece piece, SiloCredit silo, bool isHedge)
    {
        var request = new PieceRequest(piece, silo, clock.GetTimestamp(), isHedge);
        piece.Outstanding.Add(request);
        AugmentationMetrics.CreditInUse.Add(1);
        running.Add(request, AskAsync(request, silo.Take()));
    }

    private async Task AskAsync(PieceRequest request, int worker)
    {
        try
        {
            request.ImagesNhwc = await silos.RenderAsync(request.Silo.Member, worker, request.Piece.Request, request.Withdrawn);
        }
        catch (Exception failure)
        {
            request.Failure = failure;
        }

        events.Writer.TryWrite(new PumpEvent(request, IsWish: false));
    }

    private void End(PieceRequest request)
    {
        bool isWithdrawn = request.Withdrawn.IsCancellationRequested;
        Forget(request);
        if (request.Piece.IsDone)
        {
            return;
        }

        // A request that was withdrawn and answered all the same gave the right bytes.
        if (request.Failure is null)
        {
            Answer(request);
        }
        else if (!isWithdrawn)
        {
            Fail(request, request.Failure);
        }
    }

    private void Answer(PieceRequest request)
    {
        var piece = request.Piece;
        try
        {
            piece.Batch.Put(piece, request.ImagesNhwc);
        }
        catch (InvalidDataException wrongSize)
        {
            Fail(request, wrongSize);
            return;
        }

        unasked.Remove(piece);
        request.Silo.Succeed();
        hedging.Answered(clock.GetElapsedTime(request.Asked));
        lastProgress = clock.GetTimestamp();
        AugmentationMetrics.BytesReceived.Add(piece.Bytes);
        foreach (var loser in piece.Outstanding.ToList())
        {
            if (!loser.IsHedge)
            {
                loser.Silo.Fail(clock);
            }

            loser.Withdraw();
        }

        if (piece.Batch.IsComplete)
        {
            AugmentationMetrics.BatchDuration.Record(clock.GetElapsedTime(piece.Batch.Asked).TotalSeconds);
        }
    }

    private void Fail(PieceRequest request, Exception failure)
    {
        var piece = request.Piece;
        lastFailure = failure;
        if (!IsLoss(failure) && ++piece.Errors == MostErrors)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        piece.Rest(FirstPause * (1 << Math.Min(piece.Failures++, MostDoublings)), clock);
        request.Silo.Fail(clock);
        AskAgain(piece);
        LookAround();
    }

    private void Deliver()
    {
        if (isWanted && window.First is { IsComplete: true })
        {
            isWanted = false;
            hasSaid = false;
            output.Writer.TryWrite(new PumpOutput(window.Take().ImagesNhwc, Notice: null));
        }
        else if (isWanted && !hasSaid && credits.ActiveCount == 0 && !window.IsEnded)
        {
            hasSaid = true;
            output.Writer.TryWrite(new PumpOutput(default, NoSilo));
        }
    }

    private void LosePatience()
    {
        if (isWanted && !window.IsEnded && clock.GetElapsedTime(lastProgress) >= TimeSpan.FromSeconds(options.PatienceSeconds))
        {
            string why = credits.ActiveCount == 0
                ? "no silo with the role cpu (or all) is active: start one (birdgrid serve --role cpu)"
                : $"{credits.ActiveCount} silos with the role cpu are active and do not answer ({lastFailure?.Message ?? "no error was reported"}): see their logs";
            throw new BusyException("no-batches", $"No batch of photos has come for {options.PatienceSeconds} seconds; {why}. Then start the session again; {AugmentationOptions.Section}:PatienceSeconds sets how long a session waits.");
        }
    }

    private void Forget(PieceRequest request)
    {
        running.Remove(request);
        request.Piece.Outstanding.Remove(request);
        request.Silo.Return();
        AugmentationMetrics.CreditInUse.Add(-1);
        request.Dispose();
    }

    private async Task StopAsync()
    {
        foreach (var request in running.Keys)
        {
            request.Withdraw();
        }

        await Task.WhenAll(running.Values);
        foreach (var request in running.Keys.ToList())
        {
            Forget(request);
        }
    }
}
