using System.Globalization;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>Which replica, and where.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Version.</param>
/// <param name="Replica">Number of the replica, from 0.</param>
/// <param name="Silo">Name of the silo.</param>
internal sealed record ReplicaPlace(string Model, int Version, int Replica, string Silo)
{
    /// <summary><c>model@3</c>.</summary>
    public string VersionKey => Models.ModelReference.KeyOf(Model, Version);

    /// <summary>Reads a replica grain's key, <c>model@3/0</c>.</summary>
    public static ReplicaPlace Parse(string key, string silo)
    {
        int slash = key.LastIndexOf('/');
        int at = key.LastIndexOf('@', slash);
        return new ReplicaPlace(key[..at], int.Parse(key.AsSpan(at + 1, slash - at - 1), CultureInfo.InvariantCulture), int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture), silo);
    }

    /// <summary>A replica grain's key.</summary>
    public static string KeyOf(string versionKey, long replica) => string.Create(CultureInfo.InvariantCulture, $"{versionKey}/{replica}");
}
