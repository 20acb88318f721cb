using System.Globalization;

namespace BirdGrid.Grains.Devices;

/// <summary>A device as written in the settings.</summary>
/// <param name="IsAuto">CUDA where there is one, else the CPU.</param>
/// <param name="CudaIndex">Index of the CUDA device, or null for the CPU.</param>
internal readonly record struct DeviceName(bool IsAuto, int? CudaIndex)
{
    private const string CudaPrefix = "cuda:";

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public static bool TryParse(string? text, out DeviceName name)
    {
        name = default;
        switch (text)
        {
            case "auto":
                name = new DeviceName(IsAuto: true, CudaIndex: 0);
                return true;
            case "cpu":
                name = new DeviceName(IsAuto: false, CudaIndex: null);
                return true;
            case "cuda":
                name = new DeviceName(IsAuto: false, CudaIndex: 0);
                return true;
            default:
                if (text is not null
                    && text.StartsWith(CudaPrefix, StringComparison.Ordinal)
                    && int.TryParse(text.AsSpan(CudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                    && index <= sbyte.MaxValue)
                {
                    name = new DeviceName(IsAuto: false, index);
                    return true;
                }

                return false;
        }
    }
}
