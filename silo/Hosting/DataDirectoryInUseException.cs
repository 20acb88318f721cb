namespace BirdGrid.Silo.Hosting;

/// <summary>Another silo uses the data directory.</summary>
/// <param name="directory">The directory.</param>
/// <param name="owner">Process id of the other silo, as far as known.</param>
public sealed class DataDirectoryInUseException(string directory, string owner)
    : Exception($"The data directory {directory} belongs to a running silo (process {owner}). Stop that one, or name another directory with --data.");
