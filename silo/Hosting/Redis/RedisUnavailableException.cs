namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>Redis cannot be used now.</summary>
/// <param name="where">Its address.</param>
/// <param name="reason">Why, as the rest of a sentence that begins with "it".</param>
/// <param name="cause">What was thrown.</param>
internal sealed class RedisUnavailableException(string where, string reason, Exception cause) : Exception($"Redis at {where} cannot be used: it {reason}.", cause)
{
    /// <summary>Why, without the address.</summary>
    public string Reason => reason;
}
