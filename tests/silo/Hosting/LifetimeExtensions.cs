using Microsoft.Extensions.Hosting;

namespace BirdGrid.Silo.Tests.Hosting;

/// <summary>Waiting for a host.</summary>
internal static class LifetimeExtensions
{
    /// <summary>Ends once the host has started and its starter is told so.</summary>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task;
    }
}
