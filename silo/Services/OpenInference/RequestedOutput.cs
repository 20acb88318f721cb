using BirdGrid.Grains;
using Inference.V2;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>An output that a request wants.</summary>
/// <param name="Name"><c>probabilities</c> or <c>logits</c>.</param>
/// <param name="Classes">So many of the best classes as text in the place of the values; 0: the values.</param>
internal readonly record struct RequestedOutput(string Name, int Classes)
{
    private static readonly RequestedOutput[] All = [new(TensorNames.Probabilities, 0), new(TensorNames.Logits, 0)];

    /// <summary>The outputs of a request; all of them where it names none.</summary>
    /// <exception cref="RefusedException">There is no such output, or it is named twice.</exception>
    public static IReadOnlyList<RequestedOutput> Of(ModelInferRequest request)
    {
        if (request.Outputs.Count == 0)
        {
            return All;
        }

        var outputs = new List<RequestedOutput>(request.Outputs.Count);
        foreach (var output in request.Outputs)
        {
            if (output.Name is not (TensorNames.Probabilities or TensorNames.Logits))
            {
                throw new RefusedException("unknown-output", $"Output '{InputReader.Shown(output.Name)}' is none of the model's: expected '{TensorNames.Probabilities}' or '{TensorNames.Logits}'.");
            }

            if (outputs.Any(o => o.Name == output.Name))
            {
                throw new RefusedException("duplicate-output", $"Output '{output.Name}' is asked for more than once: expected once.");
            }

            InferParameters.RequireNoSharedMemory(output.Parameters, $"Output '{output.Name}'");
            outputs.Add(new RequestedOutput(output.Name, ClassesOf(output)));
        }

        return outputs;
    }

    private static int ClassesOf(ModelInferRequest.Types.InferRequestedOutputTensor output) => InferParameters.Number(output.Parameters, "classification") switch
    {
        null => 0,
        >= 1 and var classes => (int)Math.Min(classes, int.MaxValue),
        var other => throw new RefusedException("classification-out-of-range", $"Output '{output.Name}', parameter 'classification': expected 1 or more classes, got {other}."),
    };
}
