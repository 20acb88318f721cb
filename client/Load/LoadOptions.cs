namespace BirdGrid.Client.Load;

/// <summary>When a measurement has seen enough.</summary>
public sealed record LoadOptions
{
    /// <summary>How long a window is, where <see cref="WindowRequests"/> is 0.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Answers after which a window ends; 0: <see cref="Window"/> counts.</summary>
    /// <value>Default 0.</value>
    public long WindowRequests { get; init; }

    /// <summary>Time before the first window, whose answers are not counted.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>By how many per cent the largest of the last windows may exceed the smallest, in throughput and in latency.</summary>
    /// <value>Default 10.</value>
    public double StabilityPercent { get; init; } = 10;

    /// <summary>Percentile of the latency that must be stable, above 0 and at most 100.</summary>
    /// <value>Default 95.</value>
    public double Percentile { get; init; } = 95;

    /// <summary>Consecutive windows that must agree; they make the result.</summary>
    /// <value>Default 3.</value>
    public int StableWindows { get; init; } = 3;

    /// <summary>Windows after which the last ones are the result, stable or not.</summary>
    /// <value>Default 10.</value>
    public int MaximumWindows { get; init; } = 10;

    /// <summary>Clock.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(WindowRequests);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUp, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(StabilityPercent);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Percentile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Percentile, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(StableWindows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumWindows, StableWindows);
    }
}
