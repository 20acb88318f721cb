using System.Security.Cryptography;
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
            var (weights, file) = await pretrained.LoadAsync(plan.Backbone, cancellation: cancellationToken);
            return new InitialWeights(weights, $"{Path.GetFileName(file.Path)} sha256:{await HashAsync(file.Path, cancellationToken)}", null);
        }
        catch (WeightsUnavailableException unavailable)
        {
            throw new ConflictException("weights-unavailable", unavailable.Message);
        }
    }

    private async Task<InitialWeights> LoadParentAsync(string parentVersion, CancellationToken cancellationToken)
    {
        var parent = await grains.GetGrain<IModelVersionGrain>(parentVersion).Get();
        var weights = SafetensorsFile.Read(await ModelFiles.ReadWeightsAsync(parent.Key, () => blobs.ReadAsync(parent.Weights, cancellationToken)));
        return new InitialWeights(weights, $"{parent.Key} sha256:{parent.Weights.Sha256}", parent.Labels);
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
