namespace BirdGrid.Grains.Augmentation;

/// <summary>Keys of augmenters: they hold nothing of a session, so all sessions share a silo's.</summary>
internal static class AugmenterKey
{
    private const char Separator = '/';

    /// <summary>The key of an augmenter.</summary>
    /// <param name="silo">The silo that it works on.</param>
    /// <param name="worker">Its number there, 0 for the first.</param>
    public static string Of(SiloAddress silo, int worker) => $"{silo.ToParsableString()}{Separator}{worker}";

    /// <summary>Whether an augmenter's key names a silo.</summary>
    public static bool Names(string key, SiloAddress silo) => key.StartsWith($"{silo.ToParsableString()}{Separator}", StringComparison.Ordinal);
}
