using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>What folders and cells call the splits, in any case.</summary>
internal static class SplitNames
{
    private static readonly Dictionary<string, Split> Table = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["trn"] = Split.Train,
        ["val"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["validation"] = Split.Validation,
        ["validate"] = Split.Validation,
        ["dev"] = Split.Validation,
        ["eval"] = Split.Validation,
        ["evaluation"] = Split.Validation,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
        ["tst"] = Split.Test,
    };

    /// <summary>The split of a name, without regard to blanks around it; null where it names none.</summary>
    public static Split? Find(string name) => Table.TryGetValue(name.Trim(), out var split) ? split : null;
}
