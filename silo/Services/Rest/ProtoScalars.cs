using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Single values of protobuf's JSON that are written as text or as a number; the values of a query are such texts too.</summary>
internal static class ProtoScalars
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int MostNames = 12;

    /// <summary>The value of a text, as the field's accessor takes it; null where it is none.</summary>
    public static object? Parse(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.String => text,
        FieldType.Bytes => Base64Text.Parse(text) is { } bytes ? UnsafeByteOperations.UnsafeWrap(bytes) : null,
        FieldType.Bool => text switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        },
        FieldType.Enum => field.EnumType.FindValueByName(text)?.Number ?? (Whole(text, int.MinValue, int.MaxValue) is { } number ? (int)number : null),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Whole(text, int.MinValue, int.MaxValue) is { } number ? (int)number : null,
        FieldType.UInt32 or FieldType.Fixed32 => Whole(text, uint.MinValue, uint.MaxValue) is { } number ? (uint)number : null,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Whole(text, long.MinValue, long.MaxValue) is { } number ? (long)number : null,
        FieldType.UInt64 or FieldType.Fixed64 => Whole(text, ulong.MinValue, ulong.MaxValue) is { } number ? (ulong)number : null,
        FieldType.Float => Real(text) is { } real && (float.IsFinite((float)real) || !double.IsFinite(real)) ? (float)real : null,
        FieldType.Double => Real(text),
        _ => null,
    };

    /// <summary>What values a field takes, for messages.</summary>
    public static string Expected(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "a text",
        FieldType.Bytes => "base64 (standard or URL-safe)",
        FieldType.Bool => "true or false",
        FieldType.Enum => EnumNames(field.EnumType),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Range(int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => Range(uint.MinValue, uint.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Range(long.MinValue, long.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => Range(ulong.MinValue, ulong.MaxValue),
        FieldType.Float => "a number that a float holds",
        FieldType.Double => "a number",
        _ => "an object",
    };

    // 1, 1.0 and 1e0 are the same whole number; a decimal holds every number of 64 bits exactly.
    private static decimal? Whole(string text, decimal least, decimal most) =>
        decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out decimal value) && decimal.Truncate(value) == value && value >= least && value <= most ? value : null;

    private static double? Real(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.TryParse(text, Number, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null,
    };

    private static string Range(decimal least, decimal most) => string.Create(CultureInfo.InvariantCulture, $"a whole number of {least} to {most}");

    private static string EnumNames(EnumDescriptor values) =>
        $"one of {string.Join(", ", values.Values.Take(MostNames).Select(v => v.Name))}{(values.Values.Count > MostNames ? ", ..." : string.Empty)}, or its number";
}
