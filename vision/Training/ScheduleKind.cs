using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>How the learning rate moves after the warm-up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleKind>))]
public enum ScheduleKind
{
    /// <summary>Stays at the peak.</summary>
    Constant,

    /// <summary>Half a cosine from the peak to zero. Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983, without restarts.</summary>
    Cosine,

    /// <summary>Multiplied by <see cref="TrainingOptions.StepFactor"/> every <see cref="TrainingOptions.StepEpochs"/> epochs.</summary>
    Step,
}
