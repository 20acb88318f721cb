using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>Calls that answer with a stream until what they watch has ended.</summary>
internal static class Watches
{
    /// <summary>A change is waited for so long; then the grain is asked again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs a stream until it ends, its caller goes or the silo stops: it would otherwise hold up a stopping silo until its time to stop has run out.</summary>
    /// <param name="silo">This silo.</param>
    /// <param name="context">The call.</param>
    /// <param name="run">Writes the stream.</param>
    /// <exception cref="SiloStoppingException">The silo is stopping.</exception>
    public static async Task UntilItStopsAsync(this IHostApplicationLifetime silo, ServerCallContext context, Func<CancellationToken, Task> run)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, silo.ApplicationStopping);
        try
        {
            await run(ending.Token);
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested)
        {
            throw new SiloStoppingException();
        }
    }

    /// <summary>Writes what is watched, now and after changes, until it has ended.</summary>
    /// <typeparam name="TState">What is watched.</typeparam>
    /// <typeparam name="TResponse">How callers see it.</typeparam>
    /// <param name="responses">The stream.</param>
    /// <param name="afterRevision">Revision that the caller has.</param>
    /// <param name="interval">Shortest time between two answers.</param>
    /// <param name="waitForChange">Waits for another revision than one, at most <see cref="Patience"/>.</param>
    /// <param name="positionOf">Revision, and whether it has ended.</param>
    /// <param name="toResponse">Translates.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task WriteChangesAsync<TState, TResponse>(
        this IServerStreamWriter<TResponse> responses,
        long afterRevision,
        TimeSpan interval,
        Func<long, Task<TState>> waitForChange,
        Func<TState, (long Revision, bool HasEnded)> positionOf,
        Func<TState, Task<TResponse>> toResponse,
        CancellationToken cancellationToken)
    {
        long seen = afterRevision;
        while (true)
        {
            var state = await waitForChange(seen);
            var (revision, hasEnded) = positionOf(state);
            if (revision != seen || hasEnded)
            {
                seen = revision;
                await responses.WriteAsync(await toResponse(state), cancellationToken);
            }

            if (hasEnded)
            {
                return;
            }

            await Task.Delay(interval, cancellationToken);
        }
    }
}
