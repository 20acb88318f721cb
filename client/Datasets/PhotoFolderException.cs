namespace BirdGrid.Client.Datasets;

/// <summary>Photos on disk are not where or what they should be.</summary>
/// <param name="message">What was found, and what was expected.</param>
public sealed class PhotoFolderException(string message) : Exception(message);
