using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>Gathers a run's members on devices beside the leader's.</summary>
/// <param name="members">The members, by rank from 1.</param>
/// <param name="exchange">The leader's exchange.</param>
/// <param name="sessionId">The session.</param>
/// <param name="assignment">What the leader was handed.</param>
/// <param name="silo">The leader's silo.</param>
/// <param name="patience">Time after which a device that does not answer is given up for lost.</param>
/// <param name="clock">Time.</param>
internal sealed class TeamGathering(
    IReadOnlyList<ITrainerMemberGrain> members,
    GradientExchange exchange,
    string sessionId,
    TrainingAssignment assignment,
    ILocalSiloDetails silo,
    TimeSpan patience,
    TimeProvider clock)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>The leader's side of the exchange.</summary>
    public GradientExchange Exchange => exchange;

    /// <summary>Has a member begin to load on each granted device but the leader's.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerLostException">A member cannot be had where its device is.</exception>
    public async Task<TrainingTeam> GatherAsync(CancellationToken cancellationToken)
    {
        // A leader elsewhere would hold a device that is another session's.
        var others = assignment.Silos.ToList();
        if (!others.Remove(silo.SiloAddress))
        {
            throw new PeerLostException($"The trainer is on silo {silo.SiloAddress}, but the session's devices are granted on {string.Join(", ", assignment.Silos)}.");
        }

        var team = new TrainingTeam(members, exchange, clock);
        try
        {
            await Task.WhenAll(members.Zip(others).Select((member, i) => JoinAsync(member.First, new MemberAssignment(sessionId, i + 1, member.Second, assignment), cancellationToken)));
            return team;
        }
        catch
        {
            await team.DisposeAsync();
            throw;
        }
    }

    private async Task JoinAsync(ITrainerMemberGrain member, MemberAssignment joining, CancellationToken cancellationToken)
    {
        // A silo that has just started or died is not known as such everywhere at once: a member may be placed elsewhere, or a call go nowhere.
        long started = clock.GetTimestamp();
        string complaint = "is placed elsewhere";
        while (clock.GetElapsedTime(started) < patience)
        {
            try
            {
                if (await Hinted(member, joining))
                {
                    return;
                }
            }
            catch (Exception silent) when (silent is OrleansException or TimeoutException)
            {
                complaint = $"does not answer: {silent.Message}";
            }

            await Task.Delay(RetryDelay, clock, cancellationToken);
        }

        throw new PeerLostException($"Device {joining.Rank + 1} of {members.Count + 1}, granted on silo {joining.Silo}, cannot be had after {patience.TotalSeconds:0} s: it {complaint}");
    }

    private static Task<bool> Hinted(ITrainerMemberGrain member, MemberAssignment joining)
    {
        using (PlacementHint.For(joining.Silo))
        {
            return member.Join(joining);
        }
    }
}
