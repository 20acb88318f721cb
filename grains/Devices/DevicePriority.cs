namespace BirdGrid.Grains.Devices;

/// <summary>Which of the device thread's two queues a job waits in.</summary>
public enum DevicePriority
{
    /// <summary>Served first: somebody waits for the answer.</summary>
    Inference,

    /// <summary>Served when no inference waits.</summary>
    Training,
}
