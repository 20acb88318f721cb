namespace BirdGrid.Grains.Datasets;

/// <summary>
/// A dataset version in the making: duplicates and conflicts removed, splits assigned, photos in their final order. It points into the stored
/// photos; beside them it takes 9 bytes a photo.
/// </summary>
public sealed class DatasetDraft
{
    private readonly StoredPhotos stored;
    private readonly int[] order;
    private readonly int[] labelRanks;
    private readonly DatasetSplit[] splits;

    private DatasetDraft(StoredPhotos stored, int[] order, string[] labels, int[] labelRanks, ImportOptions options, DatasetAudit audit, IReadOnlyList<(string Label, int Rejected)> vanished)
    {
        this.stored = stored;
        this.order = order;
        this.labelRanks = labelRanks;
        Labels = labels;
        order.AsSpan().Sort(Compare);
        splits = new DatasetSplit[order.Length];
        Classes = AssignSplits(options);
        MergedClass[] merged = [.. stored.Classes.Merged];
        Audit = audit with
        {
            Warnings = [.. ClassWarnings.Of(Classes, vanished, merged), .. Replaced(stored.ReplacedCount)],
            VanishedClasses = [.. vanished.Take(DatasetAudit.MaximumListed).Select(v => v.Label)],
            MergedClasses = [.. merged.Take(DatasetAudit.MaximumListed)],
        };
    }

    /// <summary>Class names, in the order of their text.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Photos per class.</summary>
    public IReadOnlyList<ClassCount> Classes { get; }

    /// <summary>What was noticed.</summary>
    public DatasetAudit Audit { get; }

    /// <summary>The photos, ordered by class, file name and hash; made while they are walked through.</summary>
    public IEnumerable<DatasetPhoto> Photos => order.Select((photo, position) =>
    {
        ref readonly var row = ref stored.At(photo);
        return new DatasetPhoto
        {
            FileName = row.FileName,
            Label = labelRanks[row.Label],
            Split = splits[position],
            Photo = row.Photo.ToRef(),
            Rendition = row.Rendition.ToRef(),
        };
    });

    /// <summary>Freezes stored photos. The result does not depend on the order in which they arrived.</summary>
    /// <exception cref="RefusedException">There are no usable photos, or fewer than two classes.</exception>
    public static DatasetDraft From(StoredPhotos stored, ImportOptions options)
    {
        RejectedPhoto[] rejected = [.. stored.Rejected.OrderBy(p => p.FileName, StringComparer.Ordinal).Take(DatasetAudit.MaximumListed)];
        if (stored.UsableCount == 0)
        {
            string cause = rejected.Length == 0 ? "The import holds no photo." : $"None of the {stored.Rejected.Count} photos can be decoded; the first ({rejected[0].FileName}): {rejected[0].Reason}";
            throw new RefusedException("no-photos", cause);
        }

        var (order, duplicates, conflicts) = RepeatedPhotos.Remove(stored);
        string[] labels = [.. order.Select(photo => stored.At(photo).Label).Distinct().Select(id => stored.Labels[id]).Order(StringComparer.Ordinal)];
        var vanished = Vanished(stored, labels);
        if (labels.Length < 2)
        {
            throw new RefusedException("too-few-classes", string.Join(' ', [labels.Length == 1
                ? $"A classifier needs at least two classes; every usable photo has the label '{labels[0]}'. Put each class into a folder of its own."
                : "Every photo's bytes carry two labels; nothing is left to learn from.", .. ClassWarnings.Vanished(vanished)]));
        }

        int[] labelRanks = [.. stored.Labels.Select(label => Array.BinarySearch(labels, label, StringComparer.Ordinal))];
        return new DatasetDraft(stored, order, labels, labelRanks, options, new DatasetAudit
        {
            Rejected = rejected,
            RejectedCount = stored.Rejected.Count,
            ExactDuplicates = duplicates,
            ConflictingFiles = conflicts,
            TruncatedAccepted = order.Count(stored.IsTruncated),
        }, vanished);
    }

    private static List<(string Label, int Rejected)> Vanished(StoredPhotos stored, string[] labels) =>
        [.. stored.Classes.All.Union(stored.Labels).Union(stored.RejectedByLabel.Keys).Except(labels).Order(StringComparer.Ordinal).Select(label => (label, stored.RejectedByLabel.GetValueOrDefault(label)))];

    private int Compare(int left, int right)
    {
        ref readonly var a = ref stored.At(left);
        ref readonly var b = ref stored.At(right);
        int order = labelRanks[a.Label].CompareTo(labelRanks[b.Label]);
        order = order != 0 ? order : string.CompareOrdinal(a.FileName, b.FileName);
        return order != 0 ? order : a.Photo.CompareHash(b.Photo);
    }

    private List<ClassCount> AssignSplits(ImportOptions options)
    {
        var counts = new List<ClassCount>();
        int first = 0;
        for (int label = 0; label < Labels.Count; label++)
        {
            int end = first;
            while (end < order.Length && labelRanks[stored.At(order[end]).Label] == label)
            {
                splits[end] = stored.At(order[end]).Split;
                end++;
            }

            AssignOpen(first, end, options);
            var members = splits[first..end];
            counts.Add(new ClassCount(Labels[label], CountOf(members, DatasetSplit.Train), CountOf(members, DatasetSplit.Validation), CountOf(members, DatasetSplit.Test)));
            first = end;
        }

        return counts;
    }

    private void AssignOpen(int first, int end, ImportOptions options)
    {
        int[] open = [.. Enumerable.Range(first, end - first).Where(position => splits[position] == DatasetSplit.Unassigned)];
        var drawn = StratifiedSplit.Assign([.. open.Select(position => stored.At(order[position]).Photo.ToRef().Sha256)], options.ValidationFraction, options.TestFraction, options.SplitSeed);
        for (int i = 0; i < open.Length; i++)
        {
            splits[open[i]] = drawn[i];
        }
    }

    private static int CountOf(DatasetSplit[] members, DatasetSplit split) => members.Count(member => member == split);

    private static IEnumerable<string> Replaced(int count)
    {
        if (count > 0)
        {
            yield return count == 1
                ? "1 stored photo was damaged and has been replaced: check the disk's health."
                : $"{count} stored photos were damaged and have been replaced: check the disk's health.";
        }
    }
}
