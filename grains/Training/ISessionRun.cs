namespace BirdGrid.Grains.Training;

/// <summary>One trainer's run of a session.</summary>
public interface ISessionRun
{
    /// <summary>Runs the session to its end, from wherever its assignment begins.</summary>
    /// <param name="cancellationToken">Stops the run; the session's next trainer goes on from the last checkpoint.</param>
    /// <exception cref="FencedOffException">A later trainer has taken over, or the session has ended.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
