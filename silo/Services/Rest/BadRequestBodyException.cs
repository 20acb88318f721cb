using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>A body is refused for what HTTP says about it.</summary>
/// <param name="status">Status of the answer.</param>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">What was wrong and what to do.</param>
internal sealed class BadRequestBodyException(int status, string reason, string message) : Exception(message)
{
    /// <summary>Status of the answer.</summary>
    public int Status { get; } = status;

    /// <summary>What the caller is told.</summary>
    public GridError Error { get; } = new(StatusCode.InvalidArgument, reason, message);
}
