using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Inference;

/// <summary>Checks what the ranges of <see cref="InferenceOptions"/> cannot say.</summary>
internal sealed class InferenceOptionsValidator : IValidateOptions<InferenceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        var failures = new List<string>();
        foreach (int size in options.PreferredBatchSizes.Where(size => size < 1 || size > options.MaximumBatchSize))
        {
            failures.Add($"{InferenceOptions.Section}:PreferredBatchSizes has {size}; a batch has 1 to {options.MaximumBatchSize} images ({InferenceOptions.Section}:MaximumBatchSize).");
        }

        if (options is { Engine: "onnx", Precision: "bf16" })
        {
            failures.Add($"{InferenceOptions.Section}:Precision is bf16, which ONNX Runtime does not compute in here: use Engine=torch, or Precision=fp32 or int8.");
        }

        if (options is { Engine: "torch", Precision: "int8" })
        {
            failures.Add($"{InferenceOptions.Section}:Precision is int8, which TorchSharp does not compute in here: use Engine=onnx, or Precision=fp32 or bf16.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
