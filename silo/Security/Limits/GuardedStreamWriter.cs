using Grpc.Core;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Writes a stream of responses while its caller may still have them.</summary>
/// <param name="responses">The stream.</param>
/// <param name="check">Throws when it may not.</param>
internal sealed class GuardedStreamWriter<T>(IServerStreamWriter<T> responses, Action check) : IServerStreamWriter<T>
{
    /// <inheritdoc/>
    public WriteOptions? WriteOptions
    {
        get => responses.WriteOptions;
        set => responses.WriteOptions = value;
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message)
    {
        check();
        return responses.WriteAsync(message);
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        check();
        return responses.WriteAsync(message, cancellationToken);
    }
}
