namespace BirdGrid.Silo.Hosting;

/// <summary>
/// Ends a process that Orleans says must not go on, above all one that its grid has declared dead: others have taken its work over. Orleans' own way is an
/// abort with a memory dump and a page of stacks.
/// </summary>
internal sealed class FatalErrors : IFatalErrorHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int isEnding;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (Interlocked.Exchange(ref isEnding, 1) != 0)
        {
            return;
        }

        Console.Error.WriteLine(SentenceOf(sender, context, exception));
        Console.Error.Flush();

        // An exit runs what libraries have registered for it, which may wait for what no longer moves.
        new Thread(() =>
        {
            Thread.Sleep(Patience);
            Environment.FailFast("The silo could not be ended in order.");
        })
        { IsBackground = true, Name = "birdgrid-end" }.Start();
        Environment.Exit(SiloProgram.Failure);
    }

    /// <summary>Why the silo ends, in one sentence.</summary>
    internal static string SentenceOf(object? sender, string? context, Exception? exception)
    {
        string said = string.Join(' ', new[] { context, exception?.Message }.Where(t => !string.IsNullOrWhiteSpace(t)));
        return said.Contains("told I am dead", StringComparison.OrdinalIgnoreCase) || said.Contains("I should be Dead", StringComparison.OrdinalIgnoreCase)
            ? $"The silo ends: its grid has declared it dead, because it was frozen, overloaded or cut off for too long, and others have taken its work over; start it again. ({said})"
            : $"The silo ends: {sender?.GetType().Name ?? "Orleans"} cannot go on. {said}";
    }
}
