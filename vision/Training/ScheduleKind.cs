namespace BirdGrid.Vision.Training;

/// <summary>How the learning rate goes on after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>Half a cosine down to zero (Loshchilov and Hutter, SGDR, ICLR 2017, without restarts).</summary>
    Cosine,

    /// <summary>It is multiplied by a factor every so many epochs.</summary>
    Step,
}
