using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Training.Features;

/// <summary>
/// The features of a few hundred photos, computed once for all sessions; the key is a <see cref="FeatureBlockKey"/>. Owns where the rows are
/// and, while there are none, which session is computing them.
/// </summary>
[Alias("birdgrid.feature-block")]
public interface IFeatureBlockGrain : IGrainWithStringKey
{
    /// <summary>
    /// Asks for the rows, or for the right to compute them. The right ends with <see cref="FeatureSharingOptions.FeatureClaimSeconds"/> unless its
    /// owner asks again, so that a session that is lost holds nobody up.
    /// </summary>
    /// <param name="claimant">Who asks: a session's run.</param>
    [Alias("claim")]
    Task<FeatureBlockClaim> Claim(string claimant);

    /// <summary>Says where the rows are. The first says it for good: rows of the same key are the same.</summary>
    /// <param name="rows">float32 [photos, features], row-major, little-endian.</param>
    [Alias("publish")]
    Task Publish(BlobRef rows);

    /// <summary>Gives the right to compute back.</summary>
    /// <param name="claimant">Who had asked.</param>
    [Alias("release")]
    Task Release(string claimant);

    /// <summary>Forgets rows that cannot be read any more.</summary>
    /// <param name="rows">The rows; others stay.</param>
    [Alias("forget")]
    Task Forget(BlobRef rows);
}
