namespace BirdGrid.Client.Load;

/// <summary>Something that requests are sent to. Called by many at once.</summary>
public interface ILoadTarget
{
    /// <summary>What is asked, for reports: <c>classify finches@champion</c>.</summary>
    string Name { get; }

    /// <summary>Sends one request and waits for its answer.</summary>
    /// <param name="request">Number of the request, from 0: the same number asks for the same thing.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    /// <returns>What came of it. Rejections and errors of the server are results; whatever is thrown ends the run.</returns>
    ValueTask<RequestResult> SendAsync(long request, CancellationToken cancellationToken);
}
