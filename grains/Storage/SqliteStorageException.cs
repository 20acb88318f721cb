namespace BirdGrid.Grains.Storage;

/// <summary>The database cannot be used.</summary>
/// <param name="message">Which file, why, and what to do.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class SqliteStorageException(string message, Exception? inner = null) : Exception(message, inner);
