namespace BirdGrid.Grains.Devices;

/// <summary>Which jobs go first. All waiting jobs of a higher priority run before any of a lower one.</summary>
public enum DevicePriority
{
    /// <summary>Somebody waits for the answer: classification.</summary>
    Inference = 0,

    /// <summary>Long work cut into short steps: training and evaluation.</summary>
    Training = 1,
}
