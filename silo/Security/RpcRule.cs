using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security;

/// <summary>Who may make a call, and how large it may be.</summary>
/// <param name="Role">The least role; None: everyone, credentials or not.</param>
/// <param name="Changes">Whether it changes something, and is therefore in the audit log.</param>
/// <param name="Size">Most that one of its requests may bring.</param>
internal sealed record RpcRule(CallerRole Role, bool Changes, RequestSize Size)
{
    /// <summary>Whether messages may be packed (gzip): not those of callers that nobody knows, to whom a few bytes would give many.</summary>
    public bool TakesPacked => Role != CallerRole.None;
}
