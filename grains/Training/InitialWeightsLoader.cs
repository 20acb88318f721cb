using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Training;

/// <summary>Finds the weights that a session starts from.</summary>
/// <param name="grains">Finds the parent version.</param>
/// <param name="blobs">Where the parent's weights lie.</param>
/// <param name="pretrained">ImageNet weights.</param>
public sealed class InitialWeightsLoader(IGrainFactory grains, IBlobStore blobs, PretrainedWeights pretrained)
{
    /// <summary>Loads the weights.</summary>
    /// <exception cref="ConflictException">The ImageNet weights cannot be had; the message says what was tried.</exception>
    internal Task<InitialWeights> LoadAsync(TrainingPlan plan, CancellationToken cancellationToken) => plan.Spec.Initialization switch
    {
        Initialization.Scratch => Task.FromResult(new InitialWeights(null, null, null)),
        Initialization.Pretrained => LoadPretrainedAsync(plan, cancellationToken),
        Initialization.Continued => LoadParentAsync(plan.Spec.ParentVersion!, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown initialization {plan.Spec.Initialization}."),
    };

    private async Task<InitialWeights> LoadPretrainedAsync(TrainingPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            var file = await pretrained.FindAsync(plan.Backbone, cancellationToken);
            return new InitialWeights(file.Weights, file.Origin, null);
        }
        catch (WeightsUnavailableException unavailable)
        {
            throw new ConflictException("weights-unavailable", unavailable.Message);
        }
    }

    private async Task<InitialWeights> LoadParentAsync(string parentVersion, CancellationToken cancellationToken)
    {
        var parent = await grains.GetGrain<IModelVersionGrain>(parentVersion).Get();
        var weights = SafetensorsFile.Read(await blobs.ReadAsync(parent.Weights, cancellationToken));
        return new InitialWeights(weights, $"{parent.Key} sha256:{parent.Weights.Sha256}", parent.Labels);
    }
}
