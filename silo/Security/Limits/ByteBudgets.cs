using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Connections.Features;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>The budgets of bytes in flight: the silo's, each caller's and each connection's.</summary>
/// <param name="limits">How large they are.</param>
/// <param name="released">Told what requests have let go.</param>
/// <param name="clock">Time.</param>
internal sealed class ByteBudgets(LimitOptions limits, ReleasedMemory released, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, CallerBudget> callers = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<object, ByteBudget> connections = [];

    /// <summary>The silo's budget.</summary>
    public ByteBudget Silo { get; } = new("silo", nameof(LimitOptions.MaxBytesInFlight), limits.MaxBytesInFlight);

    /// <summary>What requests have let go.</summary>
    public ReleasedMemory Released => released;

    /// <summary>Begins to count a request's bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="patience">Longest wait for the request's own earlier messages to give bytes back.</param>
    public RequestBytes Begin(HttpContext context, Caller caller, TimeSpan patience) =>
        new(this, caller.Id, context.Features.Get<IConnectionItemsFeature>()?.Items, patience, clock);

    /// <summary>The budget of a caller; <see cref="LeaveCaller"/> must follow.</summary>
    internal ByteBudget EnterCaller(string caller)
    {
        lock (gate)
        {
            ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(callers, caller, out _);
            found ??= new CallerBudget(new ByteBudget("caller", nameof(LimitOptions.MaxBytesInFlightPerCaller), limits.CallerBytes));
            found.Requests++;
            return found.Budget;
        }
    }

    /// <summary>The caller's request has ended.</summary>
    internal void LeaveCaller(string caller)
    {
        lock (gate)
        {
            if (callers.TryGetValue(caller, out var found) && --found.Requests == 0)
            {
                callers.Remove(caller);
            }
        }
    }

    /// <summary>The budget of a connection.</summary>
    internal ByteBudget OfConnection(object? connection)
    {
        var budget = new ByteBudget("connection", nameof(LimitOptions.MaxBytesInFlightPerConnection), limits.ConnectionBytes);
        return connection is null ? budget : connections.GetValue(connection, _ => budget);
    }

    private sealed class CallerBudget(ByteBudget budget)
    {
        public ByteBudget Budget => budget;

        public int Requests { get; set; }
    }
}
