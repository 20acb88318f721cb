using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

internal sealed class ProgressList : IProgress<DownloadProgress>
{
    public List<DownloadProgress> Reports { get; } = [];

    public Action? OnReport { get; init; }

    public void Report(DownloadProgress value)
    {
        Reports.Add(value);
        OnReport?.Invoke();
    }
}
