namespace BirdGrid.Vision.Weights;

/// <summary>How far a download is.</summary>
/// <param name="FileName">The file on its way.</param>
/// <param name="ReceivedBytes">Bytes received so far.</param>
/// <param name="TotalBytes">Bytes in all, or null where the server does not say.</param>
public readonly record struct DownloadProgress(string FileName, long ReceivedBytes, long? TotalBytes);
