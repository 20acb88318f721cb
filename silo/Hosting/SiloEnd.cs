using System.Diagnostics;

namespace BirdGrid.Silo.Hosting;

/// <summary>
/// Says why a silo ends that nobody told to: .NET stops a host whose background service throws, and anything in it may ask for its end, in silence.
/// </summary>
/// <param name="lifetime">Tells that the silo ends.</param>
/// <param name="services">Knows the background services, one of which may have failed.</param>
/// <param name="logger">Where it is said.</param>
internal sealed partial class SiloEnd(IHostApplicationLifetime lifetime, IServiceProvider services, ILogger<SiloEnd> logger)
{
    private static readonly string[] Passed = ["System.", "Microsoft.Extensions.Hosting.Internal.", typeof(SiloEnd).FullName!];

    private volatile bool isUnasked;

    /// <summary>Whether the silo ends, or has ended, without having been told to.</summary>
    public bool IsUnasked => isUnasked;

    /// <summary>Begins to watch.</summary>
    /// <param name="isAsked">Whether somebody who may has told the silo to end.</param>
    public void Watch(Func<bool> isAsked) => lifetime.ApplicationStopping.Register(() => Notice(isAsked));

    // Runs on the thread of whoever asks for the end: its stack knows who that is.
    private void Notice(Func<bool> isAsked)
    {
        if (isAsked())
        {
            return;
        }

        isUnasked = true;
        var failed = services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(s => s.ExecuteTask is { IsFaulted: true });
        if (failed?.ExecuteTask?.Exception?.InnerException is { } cause)
        {
            LogFailed(logger, cause, failed.GetType().Name, cause.Message);
        }
        else
        {
            string asking = Asking(new StackTrace());
            LogAskedFor(logger, asking);
        }
    }

    private static string Asking(StackTrace stack) =>
        stack.GetFrames().Select(f => Written(f.GetMethod()?.DeclaringType)).FirstOrDefault(name => name is not null && !Passed.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
        ?? "something that left no trace";

    // Lambdas and asynchronous methods are classes of the compiler's in the one that somebody wrote.
    private static string? Written(Type? type)
    {
        while (type is { Name: ['<', ..], DeclaringType: { } outer })
        {
            type = outer;
        }

        return type?.FullName;
    }

    [LoggerMessage(EventId = 650, EventName = "SiloEndsByFailure", Level = LogLevel.Critical, Message = "The silo ends because {Service} failed: {Cause}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string service, string cause);

    [LoggerMessage(EventId = 651, EventName = "SiloEndsByItself", Level = LogLevel.Critical, Message = "The silo ends because {Asking} asked for it, and no signal or operator did.")]
    private static partial void LogAskedFor(ILogger logger, string asking);
}
