using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Serving;

/// <summary>Changes what answers, without anybody noticing: what is to answer is in memory and warm before it is asked.</summary>
public interface IModelPromoter
{
    /// <summary>Warms a version, then points an alias at it. Requests in flight finish on the version before.</summary>
    /// <exception cref="NotFoundException">The model or the version does not exist.</exception>
    /// <exception cref="ConflictException">The version cannot be loaded (the alias stays), or the idempotency key was used for another move.</exception>
    Task<AliasMove> PromoteAsync(string model, PromoteRequest request, CancellationToken cancellationToken);

    /// <summary>Warms canary and shadow, then splits the requests.</summary>
    /// <exception cref="NotFoundException">The model or a version does not exist.</exception>
    /// <exception cref="ConflictException">A version cannot be loaded (the split stays), or the idempotency key was used for another split.</exception>
    /// <exception cref="RefusedException">A share is out of range.</exception>
    Task<TrafficChange> SetTrafficAsync(string model, SetTrafficRequest request, CancellationToken cancellationToken);
}
