using System.Globalization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Checks of policy values that name the property, the value and the allowed range.</summary>
internal static class PolicyCheck
{
    public static void Range(string property, double value, double min, double max)
    {
        if (!(value >= min && value <= max))
        {
            throw new AugmentationPolicyException(string.Create(
                CultureInfo.InvariantCulture,
                $"{property} is {value}; it has to be between {min} and {max}."));
        }
    }

    public static void Ordered(string minProperty, double min, string maxProperty, double max)
    {
        if (min > max)
        {
            throw new AugmentationPolicyException(string.Create(
                CultureInfo.InvariantCulture,
                $"{minProperty} is {min}, above {maxProperty}, which is {max}; it has to be at most that."));
        }
    }

    public static void Defined<TEnum>(string property, TEnum value)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new AugmentationPolicyException($"{property} is {value}; it has to be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
        }
    }
}
