using System.Globalization;

namespace BirdGrid.Vision.Training;

/// <summary>A property of <see cref="TrainingOptions"/> has a value that cannot be trained with.</summary>
public sealed class InvalidTrainingOptionException : Exception
{
    /// <summary>Says which property, what it was and what it may be.</summary>
    /// <param name="propertyName">Name of the property.</param>
    /// <param name="value">The refused value.</param>
    /// <param name="allowed">What is allowed, in words: "between 1 and 10000".</param>
    public InvalidTrainingOptionException(string propertyName, object value, string allowed)
        : base(string.Create(CultureInfo.InvariantCulture, $"{propertyName} is {value}, but must be {allowed}."))
    {
        PropertyName = propertyName;
        Value = value;
        Allowed = allowed;
    }

    /// <summary>Name of the property of <see cref="TrainingOptions"/>.</summary>
    public string PropertyName { get; }

    /// <summary>The refused value.</summary>
    public object Value { get; }

    /// <summary>What is allowed, in words.</summary>
    public string Allowed { get; }
}
