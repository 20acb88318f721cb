namespace BirdGrid.Vision.Training;

/// <summary>Refuses option values.</summary>
internal static class OptionCheck
{
    /// <summary>Throws unless a condition holds.</summary>
    /// <exception cref="InvalidTrainingOptionException">It does not hold.</exception>
    public static void Require(bool holds, string propertyName, object value, string allowed)
    {
        if (!holds)
        {
            throw new InvalidTrainingOptionException(propertyName, value, allowed);
        }
    }

    /// <summary>Throws unless a value is one of its enumeration's.</summary>
    /// <exception cref="InvalidTrainingOptionException">It is not.</exception>
    public static void RequireDefined<T>(T value, string propertyName)
        where T : struct, Enum =>
        Require(Enum.IsDefined(value), propertyName, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");
}
