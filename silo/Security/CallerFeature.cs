using BirdGrid.Silo.Security.Limits;

namespace BirdGrid.Silo.Security;

/// <summary>The caller of a request, for what comes after it was let in.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Rule">What the call is.</param>
/// <param name="Usage">What the caller has asked for; null where nothing is counted.</param>
internal sealed record CallerFeature(Caller Caller, RpcRule Rule, CallerUsage? Usage);
