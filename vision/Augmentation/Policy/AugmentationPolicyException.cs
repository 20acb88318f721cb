namespace BirdGrid.Vision.Augmentation;

/// <summary>An augmentation policy is not usable; the message names the property, its value and what is allowed.</summary>
public sealed class AugmentationPolicyException : ArgumentException
{
    /// <summary>Creates the error without a message.</summary>
    public AugmentationPolicyException()
    {
    }

    /// <summary>Creates the error.</summary>
    public AugmentationPolicyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public AugmentationPolicyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Path of the property at fault, as in `crop.areaMin`; null where there is no such property.</summary>
    public string? PropertyPath { get; init; }
}
