namespace BirdGrid.Grains.Storage;

/// <summary>A change that waits for the writer thread.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Whether the caller gave up before the change began; if so its task is cancelled and nothing was written.</summary>
    public abstract bool IsCancelled();

    /// <summary>Makes the change inside the writer's transaction; may be repeated after a rollback.</summary>
    public abstract void Execute(SqliteSession session);

    /// <summary>Acknowledges the change, after its commit.</summary>
    public abstract void Complete();

    /// <summary>Reports that the change was not made.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>A change with a result.</summary>
/// <param name="change">Runs on the writer thread, inside a transaction.</param>
/// <param name="cancellationToken">Gives up a change that has not begun.</param>
internal sealed class SqliteWrite<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken) : SqliteWrite
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>Ends after the commit.</summary>
    public Task<T> Completion => _completion.Task;

    public override bool IsCancelled() => cancellationToken.IsCancellationRequested && _completion.TrySetCanceled(cancellationToken);

    public override void Execute(SqliteSession session) => _result = change(session);

    public override void Complete() => _completion.SetResult(_result);

    public override void Fail(Exception error) => _completion.SetException(error);
}
