using BirdGrid.Client.Load;

namespace BirdGrid.Client.Tests.Load;

/// <summary>A target whose answers are a function of the request's number.</summary>
internal sealed class ScriptedTarget(Func<long, CancellationToken, ValueTask<RequestResult>> answer) : ILoadTarget
{
    public string Name => "scripted";

    public ValueTask<RequestResult> SendAsync(long request, CancellationToken cancellationToken) => answer(request, cancellationToken);
}
