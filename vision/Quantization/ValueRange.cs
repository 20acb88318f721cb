namespace BirdGrid.Vision.Quantization;

/// <summary>The values that 256 steps stand for.</summary>
/// <param name="Least">The lowest.</param>
/// <param name="Greatest">The highest.</param>
internal readonly record struct ValueRange(float Least, float Greatest)
{
    private const int Steps = byte.MaxValue;

    /// <summary>Size of a step. Zero is always one of the values: padding and ReLU need it exact.</summary>
    public float Scale => Math.Max((Math.Max(Greatest, 0) - Math.Min(Least, 0)) / Steps, float.Epsilon * (1 << 20));

    /// <summary>The step that stands for zero.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Math.Min(Least, 0) / Scale), 0, Steps);
}
