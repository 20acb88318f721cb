using System.Globalization;

namespace BirdGrid.Grains.Placement;

/// <summary>What a silo tells the others about itself; fixed for its life.</summary>
/// <param name="Roles">One or more roles.</param>
/// <param name="Cores">Cores that it may use, at least 1.</param>
/// <param name="TrainingSlots">Sessions that it trains at a time, at least 1.</param>
/// <param name="ComputesOnCpu">Whether it trains and classifies on its CPU while the grid has no gpu silo, though it lacks that role.</param>
public sealed record SiloAnnouncement(SiloRole Roles, int Cores, int TrainingSlots, bool ComputesOnCpu)
{
    private const string CoresKey = "birdgrid.cores";
    private const string TrainingSlotsKey = "birdgrid.training-slots";
    private const string ComputesOnCpuKey = "birdgrid.computes-on-cpu";

    /// <summary>The announcement as silo metadata.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No role, an undefined one, or a number below 1.</exception>
    public Dictionary<string, string> ToMetadata()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Cores, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainingSlots, 1);
        return new()
        {
            [SiloRoles.MetadataKey] = SiloRoles.Format(Roles),
            [CoresKey] = Cores.ToString(CultureInfo.InvariantCulture),
            [TrainingSlotsKey] = TrainingSlots.ToString(CultureInfo.InvariantCulture),
            [ComputesOnCpuKey] = ComputesOnCpu ? "true" : "false",
        };
    }

    /// <summary>Reads another silo's metadata; what a silo of another version left out gets the least it can mean.</summary>
    public static SiloAnnouncement Read(IReadOnlyDictionary<string, string> metadata) => new(
        SiloRoles.ParseAnnounced(metadata.GetValueOrDefault(SiloRoles.MetadataKey)),
        ReadNumber(metadata, CoresKey),
        ReadNumber(metadata, TrainingSlotsKey),
        metadata.GetValueOrDefault(ComputesOnCpuKey) == "true");

    private static int ReadNumber(IReadOnlyDictionary<string, string> metadata, string key) =>
        int.TryParse(metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Max(1, number) : 1;
}
