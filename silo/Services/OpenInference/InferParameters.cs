using BirdGrid.Grains;
using BirdGrid.Grains.Inference.Messages;
using Google.Protobuf.Collections;
using Inference.V2;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Parameters of requests and outputs; those that are not known are passed over.</summary>
internal static class InferParameters
{
    /// <summary>Levels of priority: 1, the first, to 3.</summary>
    public const int PriorityLevels = 3;

    private const long LongestTimeoutMicroseconds = 86_400_000_000;

    /// <summary>Level of a request that says nothing.</summary>
    public const int DefaultPriorityLevel = 2;

    /// <summary>The parameter <c>priority</c>.</summary>
    /// <exception cref="RefusedException">It is none of the levels.</exception>
    public static InferencePriority PriorityOf(MapField<string, InferParameter> parameters) => Number(parameters, "priority") switch
    {
        null or 0 or 2 => InferencePriority.Normal,
        1 => InferencePriority.High,
        PriorityLevels => InferencePriority.Low,
        var other => throw new RefusedException("priority-out-of-range", $"Parameter 'priority': expected 0 to {PriorityLevels}, got {other}."),
    };

    /// <summary>The parameter <c>timeout</c>, microseconds; null where there is none.</summary>
    /// <exception cref="RefusedException">It is below 0.</exception>
    public static TimeSpan? TimeoutOf(MapField<string, InferParameter> parameters) => Number(parameters, "timeout") switch
    {
        null or 0 => null,
        > 0 and var microseconds => TimeSpan.FromMicroseconds(Math.Min(microseconds, LongestTimeoutMicroseconds)),
        var other => throw new RefusedException("timeout-out-of-range", $"Parameter 'timeout': expected microseconds, 0 or more, got {other}."),
    };

    /// <summary>A parameter that is a whole number; null where there is none.</summary>
    /// <exception cref="RefusedException">It is no whole number.</exception>
    public static long? Number(MapField<string, InferParameter> parameters, string name)
    {
        if (!parameters.TryGetValue(name, out var parameter))
        {
            return null;
        }

        return parameter.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
            InferParameter.ParameterChoiceOneofCase.Uint64Param => (long)Math.Min(parameter.Uint64Param, long.MaxValue),
            var other => throw new RefusedException("wrong-parameter-type", $"Parameter '{name}': expected a whole number (int64_param or uint64_param), got {other}."),
        };
    }

    /// <summary>Requires that a tensor's contents are in the request: this server reads and writes no memory of its callers.</summary>
    /// <param name="parameters">The tensor's.</param>
    /// <param name="tensor">Input or output and its name, for messages.</param>
    /// <exception cref="RefusedException">They are in shared memory.</exception>
    public static void RequireNoSharedMemory(MapField<string, InferParameter> parameters, string tensor)
    {
        if (parameters.Keys.FirstOrDefault(k => k.StartsWith("shared_memory_", StringComparison.Ordinal)) is { } name)
        {
            throw new RefusedException("no-shared-memory", $"{tensor}: the parameter '{InputReader.Shown(name)}' is not supported, as this server has no shared memory: send and take the contents in the messages.");
        }
    }

    /// <summary>A parameter that is a yes or no.</summary>
    public static bool? Flag(MapField<string, InferParameter> parameters, string name) =>
        parameters.TryGetValue(name, out var parameter) && parameter.ParameterChoiceCase == InferParameter.ParameterChoiceOneofCase.BoolParam ? parameter.BoolParam : null;
}
