namespace BirdGrid.Grains.Training;

/// <summary>Makes the runs of a silo's trainers: what a trainer grain needs to know of the device behind it.</summary>
public interface ISessionRunFactory
{
    /// <summary>Makes a run.</summary>
    /// <param name="grains">The trainer's grain factory.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="assignment">What the session handed over.</param>
    ISessionRun Create(IGrainFactory grains, string sessionId, TrainingAssignment assignment);
}
