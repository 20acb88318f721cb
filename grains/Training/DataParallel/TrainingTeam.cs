namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>The members of a run beside its leader: begun when all are ready, ended with it.</summary>
internal sealed class TrainingTeam : IAsyncDisposable
{
    private static readonly TimeSpan ReadyPeriod = TimeSpan.FromMilliseconds(300);

    private readonly IReadOnlyList<ITrainerMemberGrain> members;
    private readonly GradientExchange exchange;
    private readonly TimeProvider clock;

    /// <summary>Takes over members that have joined.</summary>
    /// <param name="members">The members, by rank from 1.</param>
    /// <param name="exchange">The leader's exchange.</param>
    /// <param name="clock">Time.</param>
    public TrainingTeam(IReadOnlyList<ITrainerMemberGrain> members, GradientExchange exchange, TimeProvider clock)
    {
        this.members = members;
        this.exchange = exchange;
        this.clock = clock;
    }

    /// <summary>The leader's side of the exchange.</summary>
    public GradientExchange Exchange => exchange;

    /// <summary>Waits until every member has its device and its network, then lets all begin.</summary>
    /// <param name="progress">Told members ready and members in all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerLostException">A member is gone.</exception>
    /// <exception cref="GridException">A member has failed; the message says why.</exception>
    public async Task BeginAsync(Func<int, int, Task> progress, CancellationToken cancellationToken)
    {
        try
        {
            for (int ready = 0; ready < members.Count;)
            {
                ready = (await Task.WhenAll(members.Select(member => member.IsReady(exchange.Fence)))).Count(isReady => isReady);
                await progress(ready, members.Count);
                if (ready < members.Count)
                {
                    await Task.Delay(ReadyPeriod, clock, cancellationToken);
                }
            }

            await Task.WhenAll(members.Select(member => member.Train(exchange.Fence)));
        }
        catch (Exception silent) when (silent is OrleansException or TimeoutException)
        {
            throw new PeerLostException($"A device of the session does not answer: {silent.Message}");
        }
    }

    /// <summary>Ends the exchange and has the members free their devices; one that cannot be told notices that the run is over.</summary>
    public async ValueTask DisposeAsync()
    {
        exchange.Close(new PeerLostException($"The run with fence {exchange.Fence} has ended."));
        await Task.WhenAll(members.Select(member => member.Stop())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
