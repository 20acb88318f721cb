using BirdGrid.Vision.Weights;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Training;

/// <summary>Refuses settings under which weights cannot be looked for.</summary>
internal sealed class PretrainedWeightsOptionsValidator : IValidateOptions<PretrainedWeightsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PretrainedWeightsOptions options) =>
        options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
}
