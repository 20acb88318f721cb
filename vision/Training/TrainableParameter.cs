using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>A parameter that the optimiser moves.</summary>
/// <param name="Name">State-dict key.</param>
/// <param name="Value">The network's own tensor, not a copy.</param>
/// <param name="LearningRateFactor">Factor of the schedule's learning rate.</param>
/// <param name="WeightDecay">Weight decay; 0 for biases and normalisation parameters.</param>
internal sealed record TrainableParameter(string Name, Tensor Value, double LearningRateFactor, double WeightDecay)
{
    /// <summary>
    /// The parameters a method trains, with gradients switched on for them and off for all others. Vectors (biases, normalisation and layer scales,
    /// shifts) are not decayed, as usual: decay towards zero has no regularising meaning for them.
    /// </summary>
    public static IReadOnlyList<TrainableParameter> Select(Backbones.Backbone backbone, TrainingOptions options)
    {
        string headPrefix = backbone.Config.ClassifierName + ".";
        var selected = new List<TrainableParameter>();
        foreach (var (name, parameter) in backbone.named_parameters())
        {
            bool isHead = name.StartsWith(headPrefix, StringComparison.Ordinal);
            bool isTrained = isHead || options.Method == TrainingMethod.FineTune;
            parameter.requires_grad = isTrained;
            if (isTrained)
            {
                double factor = isHead && options.Method == TrainingMethod.FineTune ? options.HeadLearningRateFactor : 1;
                selected.Add(new TrainableParameter(name, parameter, factor, IsVector(parameter) ? 0 : options.WeightDecay));
            }
        }

        return selected;
    }

    /// <summary>A value for each channel: [C], or [C, 1, 1] to be multiplied with feature maps.</summary>
    private static bool IsVector(Tensor parameter) => parameter.shape.Skip(1).All(side => side == 1);
}
