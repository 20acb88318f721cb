using BirdGrid.V1;

namespace BirdGrid.Cli.Rendering;

/// <summary>The contract's values as words.</summary>
internal static class Words
{
    /// <summary>A split.</summary>
    public static string Of(Split split) => split == Split.Unspecified ? "held-out" : split.ToString().ToLowerInvariant();

    /// <summary>A training method.</summary>
    public static string Of(TrainingMethod method) => method == TrainingMethod.Transfer ? "transfer learning" : "fine-tuning of all layers";

    /// <summary>Where the weights come from.</summary>
    public static string Start(TrainingSpec spec) => spec.Initialization switch
    {
        Initialization.Continued => $"continuing {spec.ParentVersion}",
        Initialization.Scratch => "from scratch",
        _ => "from ImageNet weights",
    };

    /// <summary>Where a version is on its way into memory and out of it.</summary>
    public static string Of(ServingState state) => state == ServingState.WarmingUp ? "warming-up" : state.ToString().ToLowerInvariant();

    /// <summary>A length of time: 4 s, 1:05, 2:03:04.</summary>
    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(Math.Max(0, seconds)));
        return time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : time.TotalMinutes >= 1 ? $"{time:m\\:ss}" : $"{time.TotalSeconds:0} s";
    }
}
