using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security;

/// <summary>Who may make a call.</summary>
/// <param name="Role">The least role; None: everyone, credentials or not.</param>
/// <param name="Changes">Whether it changes something, and is therefore in the audit log.</param>
internal sealed record RpcRule(CallerRole Role, bool Changes);
