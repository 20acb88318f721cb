using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>How devices that train a session together exchange gradients.</summary>
public sealed class DataParallelOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:DataParallel";

    /// <summary>Seconds after which a device that does not answer, or does not finish a step, is given up for lost.</summary>
    /// <value>Default 120; above the time of a step on the slowest device, and above the time in which the grid notices a dead silo.</value>
    [Range(1, 3600)]
    public int PatienceSeconds { get; set; } = 120;
}
