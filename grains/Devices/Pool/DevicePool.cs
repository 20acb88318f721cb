using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Devices.Pool;

/// <summary>
/// Who holds which device and who comes next, without storage or messages. A session that wants several devices is not overtaken by later ones
/// that want fewer: it would wait for ever.
/// </summary>
/// <param name="held">Grants so far.</param>
/// <param name="clock">Time.</param>
internal sealed class DevicePool(IEnumerable<HeldDevices> held, TimeProvider clock)
{
    /// <summary>A session that has not asked for this long has ended without saying so, or is lost; its reminder wakes it within a minute.</summary>
    public static readonly TimeSpan GrantLifetime = TimeSpan.FromSeconds(90);

    /// <summary>A waiting session asks every few seconds; one that does not has been cancelled.</summary>
    private static readonly TimeSpan WaitLifetime = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, Grant> grants = held.ToDictionary(h => h.SessionId, h => new Grant(h, clock.GetTimestamp()), StringComparer.Ordinal);
    private readonly Dictionary<string, Wait> waits = new(StringComparer.Ordinal);

    /// <summary>Every grant.</summary>
    public List<HeldDevices> Held => [.. grants.Values.Select(g => g.Devices)];

    /// <summary>Answers a request.</summary>
    /// <param name="request">Who wants how many.</param>
    /// <param name="devices">The silos with the role gpu that are active.</param>
    public DeviceGrant Acquire(DeviceRequest request, IReadOnlyList<SiloMember> devices)
    {
        Forget(devices);
        if (grants.TryGetValue(request.SessionId, out var grant))
        {
            grants[request.SessionId] = grant with { Asked = clock.GetTimestamp() };
            return new DeviceGrant(grant.Devices.Silos, string.Empty);
        }

        waits[request.SessionId] = new Wait(request, clock.GetTimestamp());
        var free = FreeSlots(devices);
        int ahead = DevicesWantedBefore(request, devices.Sum(d => d.TrainingSlots));
        if (free.Count - ahead < request.Devices)
        {
            return new DeviceGrant([], WaitsFor(request, devices, free.Count));
        }

        waits.Remove(request.SessionId);
        var granted = new HeldDevices(request.SessionId, [.. free.Take(request.Devices)]);
        grants[request.SessionId] = new Grant(granted, clock.GetTimestamp());
        return new DeviceGrant(granted.Silos, string.Empty);
    }

    /// <summary>Forgets a session.</summary>
    /// <returns>Whether it held devices.</returns>
    public bool Release(string sessionId)
    {
        waits.Remove(sessionId);
        return grants.Remove(sessionId);
    }

    /// <summary>The session whose turn is next, or null.</summary>
    public string? Next() => InOrder().Select(w => w.Request.SessionId).FirstOrDefault();

    // One entry for each free slot, the least used silo first, so that sessions spread.
    private List<SiloAddress> FreeSlots(IReadOnlyList<SiloMember> devices)
    {
        var used = grants.Values.SelectMany(g => g.Devices.Silos).CountBy(s => s).ToDictionary();
        return
        [
            .. devices.SelectMany(d => Enumerable.Range(used.GetValueOrDefault(d.Address), Math.Max(0, d.TrainingSlots - used.GetValueOrDefault(d.Address))).Select(n => (d.Address, Load: n)))
                .OrderBy(slot => slot.Load).Select(slot => slot.Address),
        ];
    }

    // Sessions that want more than there is wait for silos, not for their turn: nobody waits behind them.
    private int DevicesWantedBefore(DeviceRequest request, int slots) =>
        InOrder().TakeWhile(w => w.Request.SessionId != request.SessionId).Where(w => w.Request.Devices <= slots).Sum(w => w.Request.Devices);

    private IEnumerable<Wait> InOrder() => waits.Values.OrderBy(w => w.Request.Created).ThenBy(w => w.Request.SessionId, StringComparer.Ordinal);

    private void Forget(IReadOnlyList<SiloMember> devices)
    {
        var active = devices.Select(d => d.Address).ToHashSet();
        foreach (var (session, grant) in grants.ToList())
        {
            if (clock.GetElapsedTime(grant.Asked) > GrantLifetime || !grant.Devices.Silos.All(active.Contains))
            {
                grants.Remove(session);
            }
        }

        foreach (var (session, wait) in waits.ToList())
        {
            if (clock.GetElapsedTime(wait.Asked) > WaitLifetime)
            {
                waits.Remove(session);
            }
        }
    }

    private string WaitsFor(DeviceRequest request, IReadOnlyList<SiloMember> devices, int free)
    {
        if (devices.Count == 0)
        {
            return "Waits for a silo with the role gpu (or all): none is active.";
        }

        int slots = devices.Sum(d => d.TrainingSlots);
        if (request.Devices > slots)
        {
            return $"Waits for {request.Devices} devices; the grid has {slots}.";
        }

        int sessionsAhead = InOrder().TakeWhile(w => w.Request.SessionId != request.SessionId).Count();
        string queue = sessionsAhead switch { 0 => string.Empty, 1 => "; 1 session is ahead", _ => $"; {sessionsAhead} sessions are ahead" };
        string wanted = request.Devices == 1 ? "a device" : $"{request.Devices} devices";
        return $"Waits for {wanted}: {slots - free} of {slots} in use{queue}.";
    }

    private sealed record Grant(HeldDevices Devices, long Asked);

    private sealed record Wait(DeviceRequest Request, long Asked);
}
