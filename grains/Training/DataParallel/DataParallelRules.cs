using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>What may be trained on several devices.</summary>
internal static class DataParallelRules
{
    /// <summary>Most devices of a session.</summary>
    public const int MaximumDevices = 64;

    /// <summary>Checks a spec's number of devices against what it trains.</summary>
    /// <exception cref="RefusedException">The number is out of range, or the session cannot be shared by so many.</exception>
    public static void Check(TrainingSpec spec)
    {
        if (spec.Devices is < 0 or > MaximumDevices)
        {
            throw new RefusedException("devices-out-of-range", $"A session trains on 1 to {MaximumDevices} devices, not on {spec.Devices}.");
        }

        if (spec.Devices <= 1)
        {
            return;
        }

        var options = TrainingOptionsJson.Read(spec.OptionsJson);
        if (options.Method != TrainingMethod.FineTune)
        {
            throw new RefusedException("devices-need-finetune", $"Transfer learning computes each photo's features once and then trains a small head, which one device does best: ask for one device, or fine-tune on {spec.Devices}.");
        }

        int needed = spec.Devices * BatchShare.MinimumPhotos(options);
        if (options.BatchSize < needed)
        {
            throw new RefusedException("batch-too-small", $"A batch of {options.BatchSize} photos is too small for {spec.Devices} devices: with these options it needs {needed} at least.");
        }
    }
}
