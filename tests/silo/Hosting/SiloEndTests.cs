using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Silo.Tests.Hosting;

/// <summary>A silo that ends without having been told to says why, and its exit code is not that of success.</summary>
public sealed class SiloEndTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-end-").FullName;
    private readonly Said said = new();

    [Fact]
    public async Task A_background_service_that_fails_is_named_with_its_cause()
    {
        Assert.Equal(SiloProgram.Failure, await RunAsync(services => services.AddHostedService<Failing>(), CancellationToken.None));

        Assert.Equal("The silo ends because Failing failed: broken", Assert.Single(said.Sentences));
    }

    [Fact]
    public async Task Whoever_asks_for_the_end_in_silence_is_named()
    {
        Assert.Equal(SiloProgram.Failure, await RunAsync(services => services.AddHostedService<Stopping>(), CancellationToken.None));

        Assert.Equal($"The silo ends because {typeof(Stopping).FullName} asked for it, and no signal or operator did.", Assert.Single(said.Sentences));
    }

    [Fact]
    public async Task A_silo_that_was_told_to_end_says_nothing()
    {
        using var stop = new CancellationTokenSource();

        Assert.Equal(SiloProgram.Success, await RunAsync(services => services.AddSingleton(stop).AddHostedService<Cancelling>(), stop.Token));

        Assert.Empty(said.Sentences);
    }

    [Fact]
    public void A_death_that_the_grid_has_declared_is_told_as_one_sentence()
    {
        string sentence = FatalErrors.SentenceOf(this, "I have been told I am dead, so this silo will stop! ", null);

        Assert.StartsWith("The silo ends: its grid has declared it dead", sentence);
        Assert.DoesNotContain('\n', sentence);
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private Task<int> RunAsync(Action<IServiceCollection> add, CancellationToken cancellationToken) => SiloProgram.RunAsync(
        new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Quiet = true },
        services =>
        {
            services.AddSingleton<ILoggerProvider>(said);
            add(services);
        },
        cancellationToken);

    private sealed class Failing(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await lifetime.StartedAsync();
            throw new InvalidOperationException("broken");
        }
    }

    private sealed class Stopping(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await lifetime.StartedAsync();
            lifetime.StopApplication();
        }
    }

    private sealed class Cancelling(IHostApplicationLifetime lifetime, CancellationTokenSource stop) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await lifetime.StartedAsync();
            await stop.CancelAsync();
        }
    }

    private sealed class Said : ILoggerProvider, ILogger
    {
        private readonly List<string> sentences = [];

        public IReadOnlyList<string> Sentences => sentences;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lock (sentences)
                {
                    sentences.Add(formatter(state, exception));
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
