using TorchSharp.Modules;

namespace BirdGrid.Vision.Training;

/// <summary>One trained parameter and how it is treated.</summary>
/// <param name="Name">State-dict key.</param>
/// <param name="Parameter">The live parameter.</param>
/// <param name="LearningRateFactor">Multiplies the schedule's learning rate.</param>
/// <param name="WeightDecay">Weight decay of this parameter.</param>
internal sealed record TrainedParameter(string Name, Parameter Parameter, double LearningRateFactor, double WeightDecay);
