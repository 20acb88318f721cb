namespace BirdGrid.Vision.Weights;

/// <summary>One named tensor of a weight file, as plain bytes: no torch object, nothing to dispose.</summary>
/// <param name="Name">State-dict key, for example <c>features.0.0.weight</c>.</param>
/// <param name="DType">Element type of <paramref name="Data"/>.</param>
/// <param name="Shape">Dimensions; empty for a scalar.</param>
/// <param name="Data">Elements, little-endian, row-major, contiguous.</param>
public sealed record WeightTensor(string Name, WeightDType DType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);
