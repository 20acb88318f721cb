using System.Globalization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Checks of policy values that name the property (as files have it), the value and the allowed range.</summary>
internal static class PolicyCheck
{
    public static void Range(string property, double value, double min, double max)
    {
        if (!(value >= min && value <= max))
        {
            throw Error(property, value, string.Create(CultureInfo.InvariantCulture, $"it has to be between {min} and {max}"));
        }
    }

    public static void Ordered(string minProperty, double min, string maxProperty, double max)
    {
        if (min > max)
        {
            throw Error(minProperty, min, string.Create(CultureInfo.InvariantCulture, $"it has to be at most {PathOf(maxProperty)}, which is {max}"));
        }
    }

    public static void Defined<TEnum>(string property, TEnum value)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw Error(property, value, $"it has to be one of {string.Join(", ", Enum.GetNames<TEnum>())}");
        }
    }

    /// <summary>The error of a value.</summary>
    public static AugmentationPolicyException Error(string property, object value, string demand)
    {
        string path = PathOf(property);
        return new AugmentationPolicyException(string.Create(CultureInfo.InvariantCulture, $"{path} is {value}; {demand}.")) { PropertyPath = path };
    }

    /// <summary>A path of property names as files have it: every name begins with a small letter.</summary>
    public static string PathOf(string property) =>
        string.Join('.', property.Split('.').Select(name => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..]));
}
