using System.Security.Cryptography;
using System.Text.Json;
using BirdGrid.Grains.Augmentation;

namespace BirdGrid.Grains.Training.Features;

/// <summary>Names a block of features by everything that decides its values.</summary>
internal static class FeatureBlockKey
{
    /// <summary>To be raised with every change of code after which the same request gives other features (decoding, augmentation, a backbone's forward pass).</summary>
    public const int CodeVersion = 1;

    /// <summary>The key.</summary>
    /// <param name="plan">Backbone and number format.</param>
    /// <param name="weights">Origin of the frozen weights, with their hash.</param>
    /// <param name="computedOn">Kind of device: another one rounds differently.</param>
    /// <param name="photos">The block's photos and how they are drawn: manifest, policy, seed, variant, sizes.</param>
    /// <param name="isMirrored">Whether they are looked at in a mirror.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(TrainingPlan plan, string weights, string computedOn, AugmentRequest photos, bool isMirrored) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            CodeVersion,
            Backbone = plan.Backbone.Name,
            weights,
            plan.Options.Precision,
            computedOn,
            BatchRequests.EvaluationBatchSize,
            photos,
            isMirrored,
        })));
}
