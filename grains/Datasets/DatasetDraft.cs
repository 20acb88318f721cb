namespace BirdGrid.Grains.Datasets;

/// <summary>A dataset version in the making: duplicates and conflicts removed, splits assigned, photos in their final order.</summary>
/// <param name="Manifest">Classes and photos.</param>
/// <param name="Classes">Photos per class.</param>
/// <param name="Audit">What was noticed.</param>
public sealed record DatasetDraft(DatasetManifest Manifest, IReadOnlyList<ClassCount> Classes, DatasetAudit Audit)
{
    /// <summary>Training photos below which a class draws a warning.</summary>
    private const int ThinClass = 10;

    /// <summary>Freezes stored photos. The result does not depend on the order in which they arrived.</summary>
    /// <exception cref="RefusedException">There are no usable photos, or fewer than two classes.</exception>
    public static DatasetDraft From(IReadOnlyList<StoredPhoto> stored, ImportOptions options)
    {
        var rejected = stored.Where(p => p.Rendition is null).OrderBy(p => p.FileName, StringComparer.Ordinal).ToList();
        var usable = stored.Where(p => p.Rendition is not null).ToList();
        if (usable.Count == 0)
        {
            string cause = rejected.Count == 0 ? "The import holds no photo." : $"None of the {rejected.Count} photos can be decoded; the first ({rejected[0].FileName}): {rejected[0].RejectedBecause}";
            throw new RefusedException("no-photos", cause);
        }

        var (kept, duplicates, conflicts) = RemoveRepeats(usable);
        string[] labels = [.. kept.Select(p => p.Label).Distinct().Order(StringComparer.Ordinal)];
        if (labels.Length < 2)
        {
            throw new RefusedException("too-few-classes", labels.Length == 1
                ? $"A classifier needs at least two classes; every usable photo has the label '{labels[0]}'. Put each class into a folder of its own."
                : "Every photo's bytes carry two labels; nothing is left to learn from.");
        }

        var photos = new List<DatasetPhoto>();
        var counts = new List<ClassCount>();
        for (int label = 0; label < labels.Length; label++)
        {
            var members = AssignSplits([.. kept.Where(p => p.Label == labels[label])], options);
            photos.AddRange(members.Select(m => new DatasetPhoto { FileName = m.FileName, Label = label, Split = m.Split, Photo = m.Photo, Rendition = m.Rendition! }));
            counts.Add(new ClassCount(labels[label], members.Count(IsIn(DatasetSplit.Train)), members.Count(IsIn(DatasetSplit.Validation)), members.Count(IsIn(DatasetSplit.Test))));
        }

        var audit = new DatasetAudit
        {
            Rejected = [.. rejected.Take(DatasetAudit.MaximumListed).Select(p => new RejectedPhoto(p.FileName, p.RejectedBecause!))],
            RejectedCount = rejected.Count,
            ExactDuplicates = duplicates,
            ConflictingFiles = conflicts,
            Warnings = [.. Warnings(counts)],
        };
        return new DatasetDraft(new DatasetManifest(labels, photos), counts, audit);
    }

    private static Func<StoredPhoto, bool> IsIn(DatasetSplit split) => photo => photo.Split == split;

    private static (List<StoredPhoto> Kept, int Duplicates, List<string> Conflicts) RemoveRepeats(List<StoredPhoto> usable)
    {
        var kept = new List<StoredPhoto>();
        var conflicts = new List<string>();
        int duplicates = 0;
        foreach (var same in usable.GroupBy(p => p.Photo.Sha256))
        {
            if (same.Select(p => p.Label).Distinct().Skip(1).Any())
            {
                conflicts.AddRange(same.Select(p => p.FileName));
                continue;
            }

            // Training photos that also stand in test would flatter the test: the copy in the stricter split stays.
            kept.Add(same.OrderByDescending(p => p.Split).ThenBy(p => p.FileName, StringComparer.Ordinal).First());
            duplicates += same.Count() - 1;
        }

        conflicts.Sort(StringComparer.Ordinal);
        return (kept, duplicates, conflicts);
    }

    private static List<StoredPhoto> AssignSplits(List<StoredPhoto> members, ImportOptions options)
    {
        var open = members.Where(m => m.Split == DatasetSplit.Unassigned).ToList();
        var splits = StratifiedSplit.Assign([.. open.Select(m => m.Photo.Sha256)], options.ValidationFraction, options.TestFraction, options.SplitSeed);
        var assigned = members.Where(m => m.Split != DatasetSplit.Unassigned)
            .Concat(open.Select((m, i) => m with { Split = splits[i] }));
        return [.. assigned.OrderBy(m => m.FileName, StringComparer.Ordinal).ThenBy(m => m.Photo.Sha256, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Warnings(List<ClassCount> counts)
    {
        foreach (var none in counts.Where(c => c.Train == 0))
        {
            yield return $"Class '{none.Label}' has no training photo: the model cannot learn it.";
        }

        var thin = counts.Where(c => c.Train is > 0 and < ThinClass).Select(c => c.Label).ToList();
        if (thin.Count > 0)
        {
            yield return $"{thin.Count} of {counts.Count} classes have fewer than {ThinClass} training photos: {string.Join(", ", thin.Take(10))}{(thin.Count > 10 ? ", ..." : string.Empty)}.";
        }

        int most = counts.Max(c => c.Train);
        int least = counts.Where(c => c.Train > 0).Select(c => c.Train).DefaultIfEmpty(0).Min();
        if (least > 0 && most > 10 * least)
        {
            yield return $"The largest class has {most} training photos, the smallest {least}: accuracy on rare classes will suffer.";
        }
    }
}
