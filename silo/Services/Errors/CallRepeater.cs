using BirdGrid.Grains;
using BirdGrid.Grains.Storage;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>
/// Repeats what was lost with another silo, or while Redis restarted, until the grid has noticed and the grain has come up elsewhere. A silo that is
/// itself stopping turns its callers away instead: others answer.
/// </summary>
internal sealed class CallRepeater(IHostApplicationLifetime silo, StateAvailability state, TimeProvider clock)
{
    /// <summary>A silo's death is noticed within 8 seconds by default.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Makes a call that may be repeated.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="call">Makes the call.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="SiloStoppingException">The silo is stopping.</exception>
    /// <exception cref="StateUnavailableException">The call was lost, and the stored state is away.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silo.ApplicationStopping);
        try
        {
            return await LostCall.RepeatAsync(_ => call(), PatienceWith, clock, ending.Token);
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SiloStoppingException();
        }
        catch (Exception loss) when ((LostCall.Is(loss) || GridError.IsOfState(loss)) && state.TryExplain(out var refusal))
        {
            throw refusal;
        }
    }

    private TimeSpan PatienceWith(Exception failure)
    {
        bool isOfState = GridError.IsOfState(failure);
        return isOfState || LostCall.Is(failure) ? state.PatienceWith(failure, isOfState ? StateAvailability.Patience : Patience) : TimeSpan.Zero;
    }
}
