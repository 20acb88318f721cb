using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>The credit of every silo: who may be asked next.</summary>
/// <param name="creditPerCore">Requests outstanding for each core of a silo.</param>
internal sealed class SiloCredits(int creditPerCore)
{
    private const int LeastCredit = 2;

    private readonly Dictionary<SiloAddress, SiloCredit> silos = [];

    /// <summary>Silos that take work.</summary>
    public int ActiveCount { get; private set; }

    /// <summary>Learns which silos take work.</summary>
    public void Update(IReadOnlyList<SiloMember> active)
    {
        foreach (var silo in silos.Values)
        {
            silo.IsActive = false;
        }

        foreach (var member in active)
        {
            if (!silos.TryGetValue(member.Address, out var silo))
            {
                silos[member.Address] = silo = new SiloCredit(member, Math.Max(LeastCredit, member.Cores * creditPerCore));
            }

            silo.IsActive = true;
        }

        // A silo that has gone is forgotten with its last request, so that it gets no second credit should it come back before.
        foreach (var gone in silos.Values.Where(s => !s.IsActive && s.Outstanding == 0).ToList())
        {
            silos.Remove(gone.Member.Address);
        }

        ActiveCount = active.Count;
    }

    /// <summary>
    /// The silo with the most free credit, or null where none has any. Silos that failed a moment ago are passed over, unless they are all
    /// there is and the caller may not wait.
    /// </summary>
    /// <param name="clock">Time.</param>
    /// <param name="except">A silo that is not to be asked, or null.</param>
    /// <param name="alsoResting">Whether a silo that failed a moment ago will do where every other one did too.</param>
    public SiloCredit? Choose(TimeProvider clock, SiloCredit? except = null, bool alsoResting = false)
    {
        var active = silos.Values.Where(s => s.IsActive && s != except).ToList();
        var rested = active.Where(s => !s.IsResting(clock)).ToList();
        return (rested.Count == 0 && alsoResting ? active : rested).Where(s => s.Free > 0).MaxBy(s => s.Free);
    }
}
