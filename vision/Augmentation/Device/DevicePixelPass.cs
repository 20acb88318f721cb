using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Colours, noise and cutout of a batch.</summary>
internal static class DevicePixelPass
{
    /// <summary>ImageNet's mean colour, as the CPU paints it.</summary>
    private static readonly float[] CutoutColour = [124, 116, 104];

    /// <summary>Colours and noise.</summary>
    /// <param name="levelsNchw">float [count, 3, side, side], whole levels.</param>
    /// <param name="draws">What is done to each photo.</param>
    /// <param name="keys">Whose random numbers each photo's noise is.</param>
    /// <returns>float [count, side, side, 3], whole levels 0 to 255.</returns>
    public static Tensor Apply(Tensor levelsNchw, DrawnAugmentation[] draws, PhiloxKey[] keys)
    {
        Tensor levels = levelsNchw.permute(0, 2, 3, 1);
        int[] noisy = [.. Enumerable.Range(0, draws.Length).Where(i => draws[i].NoiseStdDevLevels > 0)];
        if (noisy.Length == 0 && Array.TrueForAll(draws, drawn => drawn.Colour is null))
        {
            return levels;
        }

        long side = levels.shape[1];
        Device device = levels.device;
        ColourMatrix[] matrices = [.. draws.Select(drawn => drawn.Colour ?? ColourMatrix.Identity)];
        Tensor fromChannels = tensor([.. matrices.SelectMany(Transposed)], device: device).view(-1, 3, 3);
        Tensor offset = tensor([.. matrices.Select(matrix => matrix.Offset)], device: device).view(-1, 1, 1);
        Tensor changed = bmm(levels.reshape(-1, side * side, 3), fromChannels) + offset;
        if (noisy.Length > 0)
        {
            Tensor noise = DeviceNoise.Sums([.. noisy.Select(i => keys[i])], side * side, device) - PixelNoise.MeanOfSum;
            Tensor gain = tensor([.. noisy.Select(i => new PixelNoise(keys[i], draws[i].NoiseStdDevLevels).Gain)], device: device).view(-1, 1, 1);
            changed.index_add_(0, tensor([.. noisy.Select(i => (long)i)], device: device), noise * gain, 1);
        }

        return changed.round().clamp(0, 255).view(-1, side, side, 3);
    }

    /// <summary>Paints the boxes.</summary>
    /// <param name="levelsNhwc">float [count, side, side, 3].</param>
    /// <param name="draws">What is done to each photo.</param>
    /// <returns>The same shape.</returns>
    public static Tensor CutOut(Tensor levelsNhwc, DrawnAugmentation[] draws)
    {
        if (Array.TrueForAll(draws, drawn => drawn.Cutout is null))
        {
            return levelsNhwc;
        }

        Device device = levelsNhwc.device;
        Tensor positions = arange(levelsNhwc.shape[1], ScalarType.Int64, device);
        Tensor inRows = Within(positions, draws, box => (box.Top, box.Height)).unsqueeze(2);
        Tensor inColumns = Within(positions, draws, box => (box.Left, box.Width)).unsqueeze(1);
        return where((inRows & inColumns).unsqueeze(3), tensor(CutoutColour, device: device), levelsNhwc);
    }

    /// <summary>bool [count, side]: whether a row (or column) meets the box; none does where there is no box.</summary>
    private static Tensor Within(Tensor positions, DrawnAugmentation[] draws, Func<PixelBox, (int First, int Count)> span)
    {
        (int First, int Count)[] spans = [.. draws.Select(drawn => drawn.Cutout is { } box ? span(box) : (0, 0))];
        Tensor first = tensor([.. spans.Select(s => (long)s.First)], device: positions.device).unsqueeze(1);
        Tensor end = tensor([.. spans.Select(s => (long)s.First + s.Count)], device: positions.device).unsqueeze(1);
        return (positions >= first) & (positions < end);
    }

    /// <summary>Row k: what channel k gives to red, green and blue.</summary>
    private static float[] Transposed(ColourMatrix matrix) =>
    [
        matrix.RedFromRed, matrix.GreenFromRed, matrix.BlueFromRed,
        matrix.RedFromGreen, matrix.GreenFromGreen, matrix.BlueFromGreen,
        matrix.RedFromBlue, matrix.GreenFromBlue, matrix.BlueFromBlue,
    ];
}
