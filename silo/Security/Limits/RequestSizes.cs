using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>The bytes of each <see cref="RequestSize"/>.</summary>
internal static class RequestSizes
{
    /// <summary>Most bytes of a request that brings names and numbers only.</summary>
    public const int SmallBytes = 4 << 10;

    /// <summary>Room for a message around the largest photo.</summary>
    private const int MessageOverheadBytes = 1 << 20;

    /// <summary>Texts of the longest kind, in one request: who and why, with four bytes a character at worst.</summary>
    private const int BytesOfCharacter = 4;

    /// <summary>A sweep has a base with a policy and a recipe, and files as values.</summary>
    private const int TextsOfSpecification = 16;

    /// <summary>Bytes of the largest message.</summary>
    public static int LargestMessageBytes(this LimitOptions limits) => limits.MaxPhotoBytes + MessageOverheadBytes;

    /// <summary>Most bytes of a gRPC message, unpacked.</summary>
    public static int MessageBytes(this LimitOptions limits, RequestSize size) => size switch
    {
        RequestSize.Photo => limits.LargestMessageBytes(),
        RequestSize.Specification => TextsOfSpecification * limits.MaxTextCharacters,
        RequestSize.Text => BytesOfCharacter * limits.MaxTextCharacters,
        _ => SmallBytes,
    };

    /// <summary>
    /// Most bytes of a body over HTTP: JSON writes names where protobuf has numbers. Photos are held to their bytes: in JSON, which writes three as four
    /// characters and has to be held beside what it says, they are three quarters as large.
    /// </summary>
    public static long BodyBytes(this LimitOptions limits, RequestSize size) =>
        size == RequestSize.Photo ? limits.LargestMessageBytes() : 4L * limits.MessageBytes(size);
}
