using BirdGrid.Grains;
using Google.Protobuf.Collections;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Checks of shapes that callers send.</summary>
internal static class TensorShape
{
    private const int ShownDimensions = 8;

    /// <summary>A shape for messages: <c>[2,224,224,3]</c>.</summary>
    public static string Text(IReadOnlyCollection<long> shape) =>
        $"[{string.Join(',', shape.Take(ShownDimensions))}{(shape.Count > ShownDimensions ? ",..." : string.Empty)}]";

    /// <summary>The batch dimension.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">Its shape, at least one dimension.</param>
    /// <param name="maximumBatch">Most images of a request.</param>
    /// <exception cref="RefusedException">It is below 1 or too large.</exception>
    public static int BatchOf(string name, RepeatedField<long> shape, int maximumBatch) => shape[0] >= 1 && shape[0] <= maximumBatch
        ? (int)shape[0]
        : throw new RefusedException("wrong-batch", $"Input '{name}' has the shape {Text(shape)}: expected a batch of 1 to {maximumBatch}, got {shape[0]}.");

    /// <summary>Refuses a shape.</summary>
    public static RefusedException Wrong(string name, string expected, RepeatedField<long> got) =>
        new("wrong-shape", $"Input '{name}': expected the shape {expected}, got {Text(got)}.");

    /// <summary>Refuses a type.</summary>
    public static RefusedException WrongType(string name, string expected, string got) =>
        new("wrong-datatype", $"Input '{name}': expected the datatype {expected}, got {(got.Length == 0 ? "none" : $"'{InputReader.Shown(got)}'")}.");

    /// <summary>Refuses data of the wrong length.</summary>
    public static RefusedException WrongLength(string name, string expected, string got) =>
        new("wrong-length", $"Input '{name}': expected {expected}, got {got}.");
}
