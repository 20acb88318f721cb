using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>A parameter that the optimiser moves.</summary>
/// <param name="Name">State-dict key.</param>
/// <param name="Value">The network's own tensor, not a copy.</param>
/// <param name="LearningRateFactor">Factor of the schedule's learning rate.</param>
/// <param name="WeightDecay">Weight decay; 0 for biases and normalisation parameters.</param>
/// <param name="FirstStep">Step of the run, counted from 0, from which on it learns.</param>
internal sealed record TrainableParameter(string Name, Tensor Value, double LearningRateFactor, double WeightDecay, long FirstStep = 0)
{
    /// <summary>
    /// The parameters a method trains. Vectors (biases, normalisation and layer scales, shifts) are not decayed, as usual: decay towards zero has
    /// no regularising meaning for them.
    /// </summary>
    public static IReadOnlyList<TrainableParameter> Select(Backbone backbone, TrainingOptions options, int stepsPerEpoch)
    {
        var course = new LayerCourse(LayerGroups.Of(backbone), options, stepsPerEpoch);
        return
        [
            .. from entry in backbone.named_parameters()
               where course.Learns(entry.name)
               select new TrainableParameter(
                   entry.name,
                   entry.parameter,
                   course.LearningRateFactor(entry.name),
                   IsVector(entry.parameter) ? 0 : options.WeightDecay,
                   course.FirstStep(entry.name)),
        ];
    }

    /// <summary>A value for each channel: [C], or [C, 1, 1] to be multiplied with feature maps.</summary>
    private static bool IsVector(Tensor parameter) => parameter.shape.Skip(1).All(side => side == 1);
}
